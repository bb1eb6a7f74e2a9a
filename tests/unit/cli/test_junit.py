import pytest
from junitparser import JUnitXml
from modelbench.api.benchmark import parse_benchmark
from modelbench.cli.junit import junit_xml
from msgspec.structs import replace

from tests.unit.cli.console import Cluster, benchmark, condition, ended, invoke
from tests.unit.cli.test_exit_codes import MANIFEST
from tests.unit.made.decided import OBJECTIVES, decided


def suite_of(found):
    (suite,) = JUnitXml.fromstring(junit_xml([found]).encode())
    return suite


def suite_with(status):
    return suite_of(parse_benchmark(benchmark("b", status=status)))


@pytest.fixture(scope="module")
def suite():
    return suite_of(decided(objectives=OBJECTIVES))


def case_of(suite, start):
    return next(case for case in suite if case.name.startswith(start))


def test_a_suite_has_a_case_for_the_end_each_part_and_each_objective(suite):
    names = [case.name for case in suite]
    assert suite.name == "n/b"
    assert names[0] == "Succeeded"
    assert "ServerlessColdStartMeasured" in names
    assert "ContainerizedSteadyMeasured" in names
    assert names[-5:] == [
        "serverless.coldStart.p50 at most 5,000 ms",
        "containerized.steady.p95 at 10/s at most 1 ms",
        "containerized.coldStart.p99 for rare at most 9,000 ms",
        "serverless.cost.perMonth for rare on own-cluster at most $2.50/month",
        "serverless.steady.failurePercent at 10/s at most 5%",
    ]


def test_a_missed_objective_is_a_failure_and_an_undecided_one_is_skipped(suite):
    assert (suite.tests, suite.failures, suite.skipped, suite.errors) == (15, 1, 1, 0)
    assert case_of(suite, "serverless.coldStart.p50").is_passed
    (missed,) = case_of(suite, "containerized.steady.p95").result
    assert missed.message == "at least 5.00 ms (limit 1 ms): missed"
    (skipped,) = case_of(suite, "containerized.coldStart.p99").result
    words = "40 trials are too few for a p99, which needs 408: run more, or drop the objective"
    assert skipped.message == words


def test_the_properties_carry_the_values(suite):
    found = {item.name: item.value for item in suite.properties()}
    assert found["serverless.mode"] == "Serverless"
    assert found["serverless.coldStart.medianMilliseconds"] == "1860"
    assert found["containerized.steady.10PerSecond.p95Microseconds"] == "5003"
    assert found["containerized.steady.10PerSecond.valid"] == "true"
    assert found["serverless.autoscale.fromBase.capacityReachedMilliseconds"] == "5000"
    assert found["recommendation.rare"] == "serverless"
    assert found["image"] == "i"


def test_a_failed_benchmark_and_its_parts_are_errors():
    status = ended("False", "NotReady", "never \x1b[31mready")
    part = condition("ServerlessColdStartMeasured", "False", "NotReady", "never")
    suite = suite_with({"conditions": [*status["conditions"], part]})
    assert (suite.tests, suite.errors) == (2, 2)
    (error,) = case_of(suite, "Succeeded").result
    assert (error.type, error.message) == ("NotReady", "never \N{REPLACEMENT CHARACTER}[31mready")


def test_a_sheet_or_a_name_that_no_xml_can_hold_is_replaced():
    found = decided(objectives=OBJECTIVES)
    objectives = tuple(replace(one, sheet="mine\x01") for one in found.status.objectives)
    name = replace(found.metadata, name="b\x02")
    status = replace(found.status, objectives=objectives)
    suite = suite_of(replace(found, metadata=name, status=status))
    assert suite.name == "n/b\N{REPLACEMENT CHARACTER}"
    assert "mine\N{REPLACEMENT CHARACTER}" in list(suite)[-1].name


def test_one_that_has_not_ended_is_an_error_so_that_no_check_is_green():
    assert suite_with(None).errors == 1


def test_the_time_is_that_of_the_run():
    status = ended(startTime="2026-01-01T00:00:00Z", completionTime="2026-01-01T00:02:03Z")
    assert case_of(suite_with(status), "Succeeded").time == 123


def test_run_writes_it_beside_the_result(tmp_path):
    file = tmp_path / "junit.xml"
    invoke(Cluster(ends=ended()), "run", "-f", "-", "--junit", file, stdin=MANIFEST)
    assert JUnitXml.fromfile(str(file)).tests == 1

"""``modelbench price``: what-if from a saved benchmark, without a cluster."""

import csv
import io
import json
from functools import cache

import pytest
from modelbench.api.names import API_VERSION, KIND
from modelbench.api.values import dump
from modelbench.forecast.simulated import Budget
from modelbench.prices import read_built_in

from tests.unit.cli.console import Cluster, invoke
from tests.unit.html.pages import results
from tests.unit.made.decided import decided
from tests.unit.made.decisions import samples

SHEETS = ("own-cluster", "aws-lambda")


@cache
def _documents():
    benchmark = dump(decided(*SHEETS))
    benchmark |= {"apiVersion": API_VERSION, "kind": KIND}
    benchmark["metadata"] = {"name": "b", "namespace": "n", "uid": "u"}
    benchmark["status"]["resultsRef"] = {"name": "b-results"}
    config_map = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "b-results", "namespace": "n"},
        "binaryData": results(samples(*SHEETS)),
    }
    return benchmark, config_map


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "b.json"
    path.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": _documents()}))
    return str(path)


def price(name, *options):
    result = invoke(Cluster(), "price", name, *options)
    assert result.exit_code == 0, result.output
    return result.stdout


def profiles(name, *options):
    return json.loads(price(name, *options, "-o", "json"))["profiles"]


def option(profile, variant, sheet="own-cluster"):
    (found,) = [c for c in profile["costs"] if (c["variant"], c["sheet"]) == (variant, sheet)]
    return found


def test_without_options_it_tells_what_the_run_concluded(saved):
    status = _documents()[0]["status"]
    found = profiles(saved)
    assert [one["costs"] for one in found] == [one["costs"] for one in status["traffic"]]
    assert [one["choice"] for one in found] == [one["choice"] for one in status["recommendation"]]


def test_a_benchmark_of_the_cluster_gives_the_same(saved):
    result = invoke(Cluster(*_documents()), "price", "b", "-n", "n")
    assert result.stdout.rstrip("\n") == price(saved).rstrip("\n")


@pytest.mark.parametrize("options", [(), ("--sweep", "1000..100000000")])
def test_a_table_fits_into_80_columns(saved, options):
    lines = price(saved, *options).splitlines()
    assert lines
    assert max(map(len, lines)) <= 80


def test_other_requests_and_shapes(saved):
    asked = ("--requests-per-month", "2000", "--requests-per-month", "300000")
    found = profiles(saved, *asked, "--shape", "BusinessHours")
    assert [one["requestsPerMonth"] for one in found] == [2000, 300000]
    assert {one["shape"] for one in found} == {"BusinessHours"}
    text = price(saved, *asked)
    assert "2,000 requests/month, Constant: serverless on" in text


def test_other_sheets_by_name_and_from_a_file(saved, tmp_path):
    own = {**read_built_in("own-cluster"), "currency": "EUR"}
    path = tmp_path / "ours.yaml"
    path.write_text(json.dumps(own))
    found = profiles(saved, "--sheet", "aws-fargate", "--sheet", str(path))
    assert {one["sheet"] for one in found[0]["costs"]} == {"aws-fargate", "ours"}
    assert option(found[0], "serverless", "ours")["currency"] == "EUR"


def test_more_replicas_cost_in_proportion(saved):
    (one, _), (three, _) = profiles(saved), profiles(saved, "--replicas", "3")
    amounts = [float(option(found, "containerized")["perMonth"]) for found in (one, three)]
    assert amounts[1] == pytest.approx(3 * amounts[0], rel=1e-4)


def test_a_longer_window_leaves_fewer_requests_cold(saved):
    asked = ("--requests-per-month", "50000")
    shares = [
        float(
            option(profiles(saved, *asked, "--stable-window", window)[0], "serverless")[
                "coldPercent"
            ]
        )
        for window in ("6s", "10m")
    ]
    assert shares[1] < shares[0]


def test_the_control_plane_is_counted_and_shared(saved):
    without = option(profiles(saved, "--no-control-plane")[0], "serverless")
    shared = option(profiles(saved, "--control-plane", "--services", "10")[0], "serverless")
    difference = float(shared["perMonth"]) - float(without["perMonth"])
    assert difference == pytest.approx(float(without["controlPlanePerMonth"]) / 10, abs=2e-4)


def test_the_free_tier_and_the_fees(saved):
    asked = ("--requests-per-month", "1000000", "--sheet", "aws-lambda")
    free, paid, fees = (
        float(option(profiles(saved, *asked, *more)[0], "serverless", "aws-lambda")["perMonth"])
        for more in (("--free-tier",), ("--no-free-tier",), ("--no-free-tier", "--fees"))
    )
    assert free < paid
    assert fees - paid == pytest.approx(1.0, abs=1e-3)


def test_a_sweep_has_a_row_for_each_step_and_option(saved):
    rows = list(csv.DictReader(io.StringIO(price(saved, "--sweep", "1000..1e5", "-o", "csv"))))
    steps = [1000, 2000, 5000, 10000, 20000, 50000, 100000]
    assert sorted({int(row["requests_per_month"]) for row in rows}) == steps
    assert len(rows) == len(steps) * 3
    kept = {row["per_month"] for row in rows if row["variant"] == "containerized"}
    assert len(kept) == 1


def test_a_sweep_marks_where_two_cost_the_same(saved):
    text = price(saved, "--sweep", "1000..1000000", "--sheet", "own-cluster")
    assert "^  break-even" in text
    assert "is cheaper than serverless on own-cluster above" in " ".join(text.split())
    assert "requests/month" in text


def test_markdown_has_a_table_for_each_profile(saved):
    text = price(saved, "-o", "markdown")
    assert text.count("| variant | sheet | a month | cold | a million |") == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--sheet", "nowhere"), "nowhere is neither a file nor one of own-cluster"),
        (("--sweep", "10"), "10 is not a range like 1000..1e8"),
        (("--sweep", "100..10"), "100..10 is not a range"),
        (("--requests-per-month", "0"), "0 is not in the range"),
        (("--shape", "Round"), "'Round' is not one of"),
        (("--stable-window", "long"), "long is not a time"),
    ],
)
def test_what_cannot_be_asked_is_refused(saved, options, words):
    result = invoke(Cluster(), "price", saved, *options)
    assert result.exit_code == 2
    assert words in " ".join(result.stderr.split())


def test_a_sheet_that_is_wrong_names_its_field(saved, tmp_path):
    path = tmp_path / "ours.yaml"
    path.write_text("billing: Capacity\n")
    result = invoke(Cluster(), "price", saved, "--sheet", str(path))
    assert result.exit_code == 2
    assert "prices.vcpuSecond or prices.vcpuHour" in result.stderr or "vcpuSecond" in result.stderr


def test_samples_are_needed(tmp_path):
    path = tmp_path / "b.json"
    path.write_text(json.dumps(_documents()[0]))
    result = invoke(Cluster(), "price", str(path))
    assert result.exit_code == 2
    assert "has no raw samples" in result.stderr


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr("modelbench.forecast.forecasts.OWN", Budget(500))
    monkeypatch.setattr("modelbench.forecast.forecasts.CURVE", Budget(300, latencies=False))


def test_a_trace_in_a_file_is_priced_in_place_of_the_benchmark_s_traffic(saved, quick, tmp_path):
    (tmp_path / "trace.csv").write_text("".join(f"{60 * n},{n % 3}\n" for n in range(60)))
    (found,) = profiles(saved, "--trace", str(tmp_path / "trace.csv"))
    assert (found["name"], found["requestsPerMonth"]) == ("trace", 60 * 730)
    (found,) = profiles(
        saved, "--trace", str(tmp_path / "trace.csv"), "--requests-per-month", "1000"
    )
    assert (found["requestsPerMonth"], found["shape"]) == (1000, "Trace")


def test_a_bad_trace_ends_with_2_and_its_line(saved, tmp_path):
    (tmp_path / "trace.csv").write_text("0,1\n60,x\n")
    result = invoke(Cluster(), "price", saved, "--trace", str(tmp_path / "trace.csv"))
    assert result.exit_code == 2
    assert "line 2: count x is not a whole number" in result.output


@pytest.mark.parametrize("shape", ["Hourly", "Weekly", "Trace"])
def test_shapes_that_need_more_cannot_be_asked_for(saved, shape):
    assert invoke(Cluster(), "price", saved, "--shape", shape).exit_code == 2

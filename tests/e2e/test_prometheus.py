"""The cluster's Prometheus sees everything, and what it scrapes takes no notice."""

import pytest
import yaml

from tests.e2e.benchmarks import SMALL_MODEL, example, variant, wait_until
from tools.kubectl import ROOT
from tools.prometheus import ask, query, targets

pytestmark = pytest.mark.together

SCRAPE_SECONDS = 15
# Longer than the pause between two scrapes: were they traffic, the service would never be idle.
WINDOW_SECONDS = 2 * SCRAPE_SECONDS
SAMPLE = {**example("sample")[0]["spec"]["model"], **SMALL_MODEL}
KNATIVE = {"activator", "autoscaler", "controller", "webhook"}


def eventually(expression):
    """What is found by a query, once the scrape and the rules of this minute are done."""
    return wait_until(lambda: query(expression), 4 * SCRAPE_SECONDS, expression, pause_seconds=1)


def greatest(expression):
    return max(float(found["value"][1]) for found in query(expression))


def test_the_operator_and_knative_are_scraped():
    def all_up():
        found = [*targets("modelbench-operator"), *targets("knative-serving")]
        return {target["health"] for target in found} == {"up"}

    wait_until(all_up, 4 * SCRAPE_SECONDS, "all are up", pause_seconds=1)
    assert len(targets("modelbench-operator")) == 1
    assert {t["labels"]["component"] for t in targets("knative-serving")} >= KNATIVE


def test_every_rule_is_loaded_and_healthy():
    files = (ROOT / "manifests" / "monitoring" / "rules").glob("*.yaml")
    groups = [group for file in files for group in yaml.safe_load(file.read_text())["groups"]]
    written = {rule.get("alert") or rule["record"] for group in groups for rule in group["rules"]}

    def evaluated():
        rules = [rule for group in ask("rules")["groups"] for rule in group["rules"]]
        healthy = {rule["name"] for rule in rules if rule["health"] == "ok"}
        return written == healthy

    wait_until(evaluated, 2 * SCRAPE_SECONDS, "every rule has been evaluated", pause_seconds=1)


def test_a_scraped_service_goes_to_zero_and_its_results_can_be_queried(benchmarks):
    benchmarks.create(model=SAMPLE, serverless={"stableWindowSeconds": WINDOW_SECONDS})
    benchmarks.kubectl("label", "modelbenchmark", "candidate", "modelbench.dev/series=e2e")
    status = benchmarks.wait_succeeded()
    # Its trial began with the service at zero.
    cold_start = variant(status, "serverless")["coldStart"]
    assert cold_start["trials"] == 1
    rejected = {item["reason"] for item in cold_start.get("rejectedTrials", ())}
    assert "NotAtZero" not in rejected

    pods = f'namespace="{benchmarks.namespace}",benchmark="candidate"'
    for job, name in (("serverless", "serverless"), ("model", "containerized")):
        labels = f'job="modelbench-{job}",{pods},variant="{name}"'
        assert query(f"max_over_time(up{{{labels}}}[10m]) == 1"), f"{name} was not scraped"
    assert greatest(f'count_over_time(up{{job="modelbench-serverless",{pods}}}[10m])') > 1
    # A pod of a cold start has one request, however often it was scraped.
    assert greatest(f"max_over_time(revision_request_count{{{pods}}}[10m])") == 1

    ours = f'benchmark_namespace="{benchmarks.namespace}",benchmark="candidate"'
    median = f'modelbench_cold_start_seconds{{{ours},variant="serverless",statistic="median"}}'
    [found] = eventually(median)
    milliseconds = cold_start["medianMilliseconds"]
    assert float(found["value"][1]) == milliseconds / 1000
    [newest] = eventually(f"series:{median.replace('{', ':newest{', 1)}")
    assert (newest["metric"]["series"], newest["value"][1]) == ("e2e", found["value"][1])

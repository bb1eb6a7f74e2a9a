"""The rules of manifests/monitoring by promtool, which the cluster's tools bring along."""

import subprocess

import pytest
import yaml

from tools.kubectl import ROOT

RULES = sorted((ROOT / "manifests" / "monitoring" / "rules").glob("*.yaml"))
CASES = sorted((ROOT / "tests" / "api" / "rules").glob("*.yaml"))


def promtool(*arguments):
    done = subprocess.run(["promtool", *arguments], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def alerts():
    groups = [group for file in RULES for group in yaml.safe_load(file.read_text())["groups"]]
    return [rule for group in groups for rule in group["rules"] if "alert" in rule]


def test_promtool_finds_nothing_to_improve():
    code, output = promtool("check", "rules", "--lint=all", "--lint-fatal", *map(str, RULES))
    assert code == 0, output


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_an_alert_fires_when_it_should_and_only_then(case):
    code, output = promtool("test", "rules", str(case))
    assert code == 0, output


def test_every_alert_has_a_case_in_which_it_fires():
    fired = {
        expected["alertname"]
        for case in CASES
        for test in yaml.safe_load(case.read_text())["tests"]
        for expected in test["alert_rule_test"]
        if expected.get("exp_alerts")
    }
    assert fired == {alert["alert"] for alert in alerts()}

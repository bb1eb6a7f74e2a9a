"""Prometheus reads every query of the boards, and the trend has the runs in their order."""

import shutil
import subprocess

import pytest
import yaml

from tests.unit.dashboard.committed import annotations, queries, substituted

PROMTOOL = shutil.which("promtool")
CHOSEN = {"namespace": "n", "benchmark": "b", "series": "s", "currency": "USD"}
RUNS = {"older": 100, "newer": 200, "of-another-series": 150}

pytestmark = pytest.mark.skipif(PROMTOOL is None, reason="promtool is not on PATH")


def promtool(path, content, *command):
    path.write_text(yaml.safe_dump(content))
    done = subprocess.run([PROMTOOL, *command, str(path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_query_can_be_read(tmp_path):
    asked = [*queries(), *annotations()]
    rules = [
        {"record": f"query:{number}", "expr": substituted(query.expression, CHOSEN)}
        for number, query in enumerate(asked)
    ]
    groups = {"groups": [{"name": "all", "rules": rules}]}
    promtool(tmp_path / "rules.yaml", groups, "check", "rules", "--lint=none")


def runs():
    """The series of three runs; the oldest has the largest value."""
    for name, end in RUNS.items():
        series = "other" if name == "of-another-series" else "s"
        place = f'benchmark_namespace="n",benchmark="{name}",job="j",instance="i"'
        yield f'modelbench_benchmark_info{{{place},series="{series}",image="x"}}', 1
        yield f"modelbench_benchmark_completion_timestamp_seconds{{{place}}}", end
        median = 'variant="serverless",statistic="median"'
        yield f"modelbench_cold_start_seconds{{{place},{median}}}", 1000 - end


def test_the_trend_has_the_runs_of_the_series_with_the_times_that_order_them(tmp_path):
    asked = {q.reference: q for q in queries() if q.panel == "Cold start by run"}
    wanted = {"values": {"older": 900, "newer": 800}, "order": {"older": 100, "newer": 200}}
    tests = [
        {
            "expr": substituted(asked[reference].expression, CHOSEN),
            "eval_time": "1m",
            "exp_samples": [
                {"labels": f'{{benchmark="{name}",variant="serverless"}}', "value": value}
                for name, value in found.items()
            ],
        }
        for reference, found in wanted.items()
    ]
    series = [{"series": name, "values": f"{value}x5"} for name, value in runs()]
    case = {"interval": "1m", "input_series": series, "promql_expr_test": tests}
    promtool(tmp_path / "case.yaml", {"tests": [case]}, "test", "rules")

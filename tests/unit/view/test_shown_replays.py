"""A replay beside its forecast, in the terminal, on the page and as metrics."""

import pytest
from modelbench.metrics.families import Families
from modelbench.scenarios.replay import metrics
from modelbench.view.text import result_text
from msgspec.structs import replace

from tests.unit.html.pages import page_of, results
from tests.unit.made.replayed_status import replayed_benchmark
from tests.unit.made.replays import asked, replayed
from tests.unit.view.lines import cells_of, shown


@pytest.fixture(scope="module")
def text():
    return result_text(replayed_benchmark())


def test_each_value_has_its_forecast_below_it(text):
    table = cells_of(shown(text), "Replay")
    assert table[0] == "Replay serverless containerized"
    assert "requests 38 in 1800 s 38 in 1800 s" in table
    place = table.index("pod-seconds 1372 1800")
    assert table[place + 1] == "forecast 1500 (+9.3%) 1800 (+0.0%)"
    place = table.index("found no pod 34 (89%) 0 (0%)")
    assert table[place + 1] == "forecast 90% (+0.5 points) 0% (+0.0 points)"
    place = table.index("p99 1.9 s 5 ms")
    assert table[place + 1] == "forecast 1.9 s [1.8 s, 2.0 s] 5 ms [5 ms, 6 ms]"
    assert "forecast missed held" in table


def test_what_missed_is_said_and_why_there_is_no_forecast():
    found = shown(result_text(replayed_benchmark(missing="it needs spec.scenarios.coldStart")))
    assert any("serverless: the forecast missed: pod-seconds" in line for line in found)
    assert any("containerized: it needs spec.scenarios.coldStart" in line for line in found)


def test_it_fits_a_terminal(text):
    assert max(map(len, cells_of(text.splitlines(), "Replay"))) <= 80


def test_the_page_has_the_table_and_the_pods():
    page = page_of(replayed_benchmark(), results(replayed(asked())))
    assert page.mistakes == []
    assert "replay" in page.sections
    assert "Forecast against replay" in page.text


def test_the_metrics_are_in_base_units():
    families = Families(metrics.DECLARED | {"modelbench_load_valid": ("", ("variant",) * 4)})
    (serverless, *_) = replayed_benchmark().status.variants
    late = replace(serverless.replay, schedule_delay_median_microseconds=None)
    metrics.add(families, ("n", "b", "serverless"), replace(serverless, replay=late))
    lines = "".join(families.lines().values())
    assert 'modelbench_replay_pod_seconds{benchmark_namespace="n",benchmark="b"' in lines
    assert 'variant="serverless",bound="value"} 1500.0' in lines
    assert 'variant="serverless",percentile="99",bound="upper"} 2.0' in lines
    assert 'modelbench_replay_cold_ratio{benchmark_namespace="n",benchmark="b"' in lines
    assert 'variant="serverless"} 0.89474' in lines

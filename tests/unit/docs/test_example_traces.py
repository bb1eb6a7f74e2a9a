"""The traces of the example are those that the tool draws."""

import yaml
from modelbench.api.trace_text import parse_trace, trace_of_counts
from modelbench.traffic.summary import summary_of

from tools.example_traces import EXAMPLE, written


def test_the_example_has_what_the_tool_writes():
    assert written(EXAMPLE.read_text()) == EXAMPLE.read_text()


def test_they_come_as_often_as_is_published_and_not_evenly():
    config_map, benchmark = yaml.safe_load_all(EXAMPLE.read_text())
    hourly, office = (one["trace"] for one in benchmark["spec"]["traffic"])
    found = parse_trace(config_map["data"]["trace.csv"], None, hourly["durationSeconds"])
    assert 0.7 < found.rate * 3600 < 1.3
    (gaps,) = summary_of(found).gaps
    assert gaps.percentile(50) < 300 < 3600 < gaps.percentile(90)
    counts = trace_of_counts(office["counts"], 1000 * office["intervalSeconds"])
    assert counts.period_seconds == 604_800
    assert 0.7 < counts.rate * 60 < 1.3

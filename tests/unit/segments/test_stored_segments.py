import pytest
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.api.values import FormatError
from modelbench.segments.stored import check_segments
from modelbench.statistics.histogram import Histogram
from msgspec.structs import replace

GOOD = Histogram.of([1_000_000]).encoded
SEGMENT = LoadSegment("steady", "serverless", 1, 10, latencies=GOOD, schedule_delays=GOOD)


def test_segments_whose_histograms_can_be_read_are_taken():
    check_segments([SEGMENT, LoadSegment("steady", "serverless", 2, 10)])


@pytest.mark.parametrize(
    "field", ["latencies", "service_times", "schedule_delays", "handler_times"]
)
def test_a_runner_does_not_go_on_from_damaged_ones(field):
    with pytest.raises(FormatError, match="histogram"):
        check_segments([SEGMENT, replace(SEGMENT, **{field: "HISTFAAAAB142pNpmSz"})])

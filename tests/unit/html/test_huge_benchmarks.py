from time import perf_counter

from modelbench.api.scenarios.parts import SecondOfLoad
from modelbench.view.html.render import render_report
from msgspec.structs import replace

from tests.unit.html.pages import SHEETS, results, whole
from tests.unit.made.decisions import samples
from tests.unit.made.trials import trial

MEGABYTE = 1_000_000


def test_the_largest_benchmark_gives_a_page_of_a_few_megabytes():
    """500 trials of each variant and an hour of seconds in each segment."""
    found = samples(*SHEETS)
    trials = tuple(
        trial(variant, order=n, extra_milliseconds=n * 7 % 900)
        for variant in ("serverless", "containerized")
        for n in range(500)
    )
    hour = tuple(SecondOfLoad(100, 0, 4000 + n % 977, 9000 + n % 4001, None) for n in range(3600))
    segments = tuple(replace(segment, seconds=hour) for segment in found.segments)
    benchmark, _ = whole()
    large = results(replace(found, trials=trials, segments=segments))
    begin = perf_counter()
    page = render_report(benchmark, large)
    assert len(page) < 3 * MEGABYTE
    assert perf_counter() - begin < 45

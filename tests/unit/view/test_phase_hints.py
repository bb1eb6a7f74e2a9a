"""What to try follows from the phase in which most of a cold start goes."""

from modelbench.api.scenarios.cold_start import ColdStartStatus, PhaseStatus
from modelbench.api.status import Status, VariantStatus
from modelbench.view.phase_hints import phase_hints


def hinted(median, *phases):
    told = tuple(
        PhaseStatus(name, 12, parent, took, precision_milliseconds=known_to[0] if known_to else 1)
        for name, parent, took, *known_to in phases
    )
    cold = ColdStartStatus(trials=12, median_milliseconds=median, phases=told)
    variant = VariantStatus(name="containerized", mode="Containerized", cold_start=cold)
    return list(phase_hints(Status(variants=(variant,))))


def test_the_longest_phase_says_whether_the_image_is_to_blame():
    (hint,) = hinted(1000, ("sandbox", None, 200), ("readinessAndRouting", None, 680))
    assert hint.startswith("68% of the containerized start (1.0 s) is readiness and routing, not")


def test_of_a_phase_with_parts_the_part_is_named():
    parts = (("applicationStart", None, 800), ("modelLoad", "applicationStart", 700))
    (hint,) = hinted(1000, *parts)
    assert "70% of the containerized start (1.0 s) is loading the model" in hint


def test_a_phase_of_which_only_a_bound_is_known_blames_nobody():
    vague = ("applicationStart", None, 618, 618)
    assert hinted(1000, vague) == []
    (hint,) = hinted(1000, vague, ("sandbox", None, 450, 10))
    assert "is the pod's sandbox, not your image" in hint


def test_no_phase_that_stands_out_gives_no_hint():
    assert hinted(1000, ("sandbox", None, 300), ("readinessAndRouting", None, 350)) == []
    assert hinted(None) == []

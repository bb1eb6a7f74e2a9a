import pytest
from modelbench.api.status import Environment
from msgspec.structs import replace

from tests.unit.html.pages import page_of, whole, with_status

ATTACK = '"><script>alert(1)</script><img src=x onerror=alert(2)> $x^2$ & ${7*7} {{7*7}}'


def attacked(benchmark):
    """The same with the attack wherever a text is another's."""
    spec, status = benchmark.spec, benchmark.status
    serverless, containerized = status.variants
    phase, *phases = serverless.cold_start.phases
    cold_start = replace(serverless.cold_start, phases=(replace(phase, source=ATTACK), *phases))
    advice, *others = status.recommendation
    return replace(
        with_status(
            benchmark,
            environment=Environment(kubernetes_version=ATTACK, cluster_settings={ATTACK: ATTACK}),
            conditions=tuple(replace(one, message=ATTACK) for one in status.conditions),
            objectives=tuple(replace(one, message=ATTACK) for one in status.objectives),
            recommendation=(replace(advice, sentence=ATTACK), *others),
            variants=(replace(serverless, cold_start=cold_start), containerized),
        ),
        metadata=replace(benchmark.metadata, name=ATTACK),
        spec=replace(spec, model=replace(spec.model, image=ATTACK)),
    )


def test_what_users_and_images_say_stays_text():
    benchmark, found = whole()
    page = page_of(attacked(benchmark), found)
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert page.mistakes == []
    assert page.text.count("<script>alert(1)</script>") >= 6
    assert "49" not in page.text.split("ModelBench report")[1][:40]


def called(benchmark, name):
    """The same, its traffic profiles called ``name`` in spec and status."""
    traffic = tuple(replace(one, name=name) for one in benchmark.spec.traffic)
    profiles = tuple(replace(one, name=name) for one in benchmark.status.traffic)
    asked = replace(benchmark, spec=replace(benchmark.spec, traffic=traffic))
    return with_status(asked, traffic=profiles)


def test_names_in_plots_stay_text_too():
    benchmark, found = whole()
    name = "$\\frac{1}{2}$ <b>"
    page = page_of(called(benchmark, name), found)
    assert "b" not in page.tags
    assert name in page.text


@pytest.mark.parametrize("steering", ["\x1b[2J", "\x00", "\ud800"])
def test_what_no_page_can_hold_is_replaced(steering):
    benchmark, found = whole()
    page = page_of(called(benchmark, f"quiet{steering}"), found)
    assert page.mistakes == []
    assert steering[0] not in page.text
    assert "quiet\N{REPLACEMENT CHARACTER}" in page.text

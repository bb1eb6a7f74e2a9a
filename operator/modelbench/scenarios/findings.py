"""From all samples of a run to its findings, and to what its conditions become. Pure."""

from collections.abc import Collection, Iterator
from statistics import median

from msgspec.structs import replace

from modelbench.api.conditions import NODE_QUIET, ConditionUpdate
from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples
from modelbench.api.scenarios.steady import Steady
from modelbench.api.spec import Spec
from modelbench.api.status import ComparisonStatus, Environment, Findings, PodsStatus, VariantStatus
from modelbench.api.variants import Variant, variants_of
from modelbench.scenarios.pod_troubles import in_scenario, pods_status
from modelbench.scenarios.pod_usage import limits_reached
from modelbench.scenarios.registry import SCENARIOS, asked_scenarios
from modelbench.scenarios.steady.differences import differences
from modelbench.scenarios.steady.rates import SATURATION, STEADY
from modelbench.scenarios.stream_differences import stream_differences
from modelbench.statistics.numbers import decimal_milliseconds

# Above this share of the node's CPU, others may well have shifted what was measured.
BUSY_PERCENT = 50.0

ALL_SCENARIOS = tuple(scenario.name for scenario in SCENARIOS)


def find(samples: Samples, spec: Spec) -> Findings:
    """Compute what the samples tell of each variant, of all together, and of the node."""
    variants = variants_of(spec)
    return Findings(
        environment=_environment(samples),
        variants=tuple(_variant(samples, variant, spec) for variant in variants),
        comparison=_comparison(samples, variants, spec.scenarios.steady),
    )


def condition_updates(
    samples: Samples,
    spec: Spec,
    found: Findings,
    finished: Collection[str] = ALL_SCENARIOS,
) -> tuple[ConditionUpdate, ...]:
    """Judge each variant in each finished scenario; ``finished`` holds names of scenarios."""
    return tuple(_updates(samples, spec, found, finished))


def node_update(samples: Samples) -> tuple[ConditionUpdate, ...]:
    """Judge whether others left the node alone; nothing when that is not known."""
    if not samples.others_busy_percents:
        return ()
    share = median(samples.others_busy_percents)
    quiet = share <= BUSY_PERCENT
    message = f"{share:.0f}% of the node's CPU was in use while the benchmark only waited"
    if not quiet:
        message += f", more than {BUSY_PERCENT:.0f}%: other work may have skewed the results"
    reason = Reason.QUIET if quiet else Reason.BUSY
    return (ConditionUpdate(NODE_QUIET, quiet, reason, message),)


def _environment(samples: Samples) -> Environment:
    """Tell the offset of the runner's clock from the node's, and how busy others were."""
    busy = samples.others_busy_percents
    found = Environment(others_busy_percent=f"{median(busy):.1f}" if busy else None)
    lower = samples.clock_offset_lower_nanoseconds
    upper = samples.clock_offset_upper_nanoseconds
    if lower is None or upper is None:
        return found
    return replace(
        found,
        clock_offset_milliseconds=decimal_milliseconds((lower + upper) / 2),
        clock_offset_bound_milliseconds=decimal_milliseconds((upper - lower) / 2),
    )


def _variant(samples: Samples, variant: Variant, spec: Spec) -> VariantStatus:
    found = {
        scenario.package: scenario.summary.summarize(samples, variant, spec)
        for scenario in asked_scenarios(spec)
    }
    status = replace(VariantStatus(name=variant.name, mode=variant.mode), **found)
    return replace(status, pods=_pods(samples, status))


def _pods(samples: Samples, status: VariantStatus) -> PodsStatus | None:
    """What befell them, and the limits of CPU that kept them from answering more."""
    pods, limits = pods_status(samples, status.name), limits_reached(status.steady)
    if limits is None:
        return pods
    found = pods or PodsStatus(restarts=0, oom_killed=0, evictions=0)
    words = [part for part in (found.summary, limits) if part]
    return replace(found, summary="; ".join(words))


def _comparison(
    samples: Samples, variants: Collection[Variant], steady: Steady | None
) -> ComparisonStatus | None:
    if steady is None:
        return None
    names = [variant.name for variant in variants]
    found = tuple(differences(samples, names, steady.rates_per_second))
    streams = tuple(stream_differences(samples, names, steady.rates_per_second))
    return ComparisonStatus(found, streams) if found or streams else None


def _updates(
    samples: Samples, spec: Spec, found: Findings, finished: Collection[str]
) -> Iterator[ConditionUpdate]:
    for scenario in asked_scenarios(spec):
        for variant in variants_of(spec):
            told = found.variant(variant.name)
            status = scenario.status_of(told)
            if scenario.name not in finished or not scenario.summary.covers(variant):
                continue
            if status is not None:
                good, reason, message = scenario.summary.judge(status, samples, variant, spec)
                troubles = in_scenario(samples, variant.name, _segments_of(scenario.name))
                limits = limits_reached(told.steady) if told and scenario.name == STEADY else None
                message = "; ".join(part for part in (message, troubles, limits) if part)
                yield ConditionUpdate(scenario.condition(variant.name), good, reason, message)


def _segments_of(scenario: str) -> tuple[str, ...]:
    """What the segments of a scenario are called: saturation is a part of steady."""
    return (STEADY, SATURATION) if scenario == STEADY else (scenario,)

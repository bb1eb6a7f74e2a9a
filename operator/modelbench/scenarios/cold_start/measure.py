"""How cold starts are measured: all variants in turn, until the numbers are precise enough."""

import logging
from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from modelbench.api.reasons import BenchmarkError, Reason, Rejection
from modelbench.api.samples import Samples
from modelbench.api.scenarios.cold_start import ColdStart, ColdTrial, TrialKind
from modelbench.instruments.evidence import Evidence
from modelbench.instruments.lane import Lane
from modelbench.instruments.session import Save, Session
from modelbench.scenarios.cold_start.early_readiness import affected, too_early
from modelbench.scenarios.cold_start.summary import accepted_trials, are_enough

_REJECTIONS_IN_A_ROW = 3
"""One may be chance, a second bad luck: after a third nothing has changed that would help."""

_DISTURBED_IN_A_ROW = 20
"""Trials that met a cluster in trouble say nothing of a variant, and trouble passes; each waits
until the API server is back. After so many nothing passes by itself."""

_AHEAD = 5
"""So many trials a variant may lead by: few enough that a slow drift meets all variants alike."""

_REASONS: Mapping[str, Reason] = {
    Rejection.NOT_AT_ZERO: Reason.NOT_COLD,
    Rejection.SERVED_BY_OLD_POD: Reason.NOT_COLD,
    Rejection.UNEXPECTED_STATUS: Reason.UNEXPECTED_STATUS,
    Rejection.WRONG_RESPONSE: Reason.WRONG_RESPONSE,
    Rejection.UNJUDGEABLE_RESPONSE: Reason.WRONG_RESPONSE,
    Rejection.WAITED_FOR_ROOM: Reason.UNSCHEDULABLE,
    Rejection.RUNTIME_RESTARTED: Reason.CONTAINER_CRASHED,
    Rejection.CLUSTER_DISTURBED: Reason.RUNNER_FAILED,
}

logger = logging.getLogger(__name__)


def measure(session: Session, samples: Samples) -> Samples:
    """Measure to the end. BenchmarkError when a variant cannot be measured."""
    settings = session.context.spec.scenarios.cold_start
    if settings is None:
        return samples
    return ColdStarts(settings, session.lanes, samples, session.save).run()


class ColdStarts:
    """One trial at a time: the variants in the order A B C C B A, the lanes of each in turn.

    A variant whose next lane is not cold yet lets others go ahead, by a few trials at most. A
    variant that is precise enough rests.
    """

    def __init__(
        self,
        settings: ColdStart,
        lanes: Mapping[str, Sequence[Lane]],
        samples: Samples,
        save: Save,
    ) -> None:
        self._settings = settings
        self._lanes = {variant: list(found) for variant, found in lanes.items()}
        self._samples = samples
        self._save = save
        self._warm: set[str] = set()

    def run(self) -> Samples:
        """Measure to the end. BenchmarkError when a variant cannot be measured."""
        while unfinished := [variant for variant in self._lanes if not self._is_done(variant)]:
            self._run_trial(self._next_variant(unfinished))
        return self._samples

    def _next_variant(self, unfinished: Sequence[str]) -> str:
        """The variant with fewest trials; of several with as many, the one that went last."""
        trials = {variant: self._samples.of(variant) for variant in unfinished}
        last = {name: found[-1].order if found else 0 for name, found in trials.items()}
        due = sorted(unfinished, key=lambda variant: (len(trials[variant]), -last[variant]))
        fewest = len(trials[due[0]])
        for variant in due:
            if len(trials[variant]) - fewest < _AHEAD and _is_cold(self._lanes[variant][0]):
                return variant
        return due[0]

    def _run_trial(self, variant: str) -> None:
        """The first trial of a series warms caches up; a runner begins a new series."""
        lane = self._next_lane(variant)
        kind = TrialKind.MEASURED if variant in self._warm else TrialKind.WARM_UP
        evidence = lane.run_trial(len(self._samples.trials) + 1, kind)
        trial = evidence.trial
        logger.info(
            "Trial %d (%s %d, %s): %s", trial.order, variant, lane.number, kind, _describe(trial)
        )
        self._samples = _add(self._samples, evidence)
        if trial.accepted:
            self._warm.add(variant)
        self._save(self._samples, self._progress())
        self._give_up_after_rejections(variant)

    def _next_lane(self, variant: str) -> Lane:
        """The lane that has rested longest."""
        lane = self._lanes[variant].pop(0)
        self._lanes[variant].append(lane)
        return lane

    def _count(self, variant: str) -> int:
        return len(accepted_trials(self._samples.of(variant)))

    def _is_done(self, variant: str) -> bool:
        accepted = accepted_trials(self._samples.of(variant))
        return are_enough([trial.total_nanoseconds for trial in accepted], self._settings)

    def _give_up_after_rejections(self, variant: str) -> None:
        tried = self._samples.of(variant)
        last = _all_rejected(tried, _DISTURBED_IN_A_ROW) or _all_rejected(
            [one for one in tried if one.rejection != Rejection.CLUSTER_DISTURBED],
            _REJECTIONS_IN_A_ROW,
        )
        if not last or last[-1] is not tried[-1]:
            return
        reason = _REASONS.get(last[-1].rejection or "", Reason.REQUEST_FAILED)
        message = f"the last {len(last)} trials of variant {variant} were rejected"
        if affected(last) == len(last):
            reason = Reason.NOT_READY_YET
            message = f"variant {variant}: {too_early(last)}"
        raise BenchmarkError(reason, f"{message}: {last[-1].rejection}, {last[-1].message}")

    def _progress(self) -> str:
        least, most = self._settings.trials, self._settings.max_trials
        wanted = str(least) if least == most else f"{least} to {most}"
        counts = [f"{variant} {self._count(variant)} of {wanted}" for variant in self._lanes]
        return "cold starts: " + ", ".join(counts)


def _is_cold(lane: Lane) -> bool:
    lane.see_to_ending_pods()
    return lane.is_at_zero()


def _all_rejected(trials: Sequence[ColdTrial], count: int) -> Sequence[ColdTrial]:
    """The last so many, when there are so many and all of them were rejected; else none."""
    last = trials[-count:]
    return last if len(last) == count and not any(trial.accepted for trial in last) else ()


def _add(samples: Samples, evidence: Evidence) -> Samples:
    lower, upper = evidence.clock_offset or (None, None)
    return replace(
        samples,
        trials=(*samples.trials, evidence.trial),
        clock_offset_lower_nanoseconds=_narrow(max, samples.clock_offset_lower_nanoseconds, lower),
        clock_offset_upper_nanoseconds=_narrow(min, samples.clock_offset_upper_nanoseconds, upper),
    )


def _narrow(choose: Callable[[list[int]], int], *bounds: int | None) -> int | None:
    known = [bound for bound in bounds if bound is not None]
    return choose(known) if known else None


def _describe(trial: ColdTrial) -> str:
    if trial.accepted:
        return f"{trial.total_nanoseconds / 1e6:.0f} ms, pod {trial.pod_name}"
    return f"rejected, {trial.rejection}: {trial.message}"

"""The cold-start scenario: both paths in turn, until the numbers are precise enough."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from modelbench.api.reasons import BenchmarkError, Reason, Rejection
from modelbench.api.samples import ColdTrial, Samples, TrialKind
from modelbench.api.scenarios import ColdStart
from modelbench.instruments.arm import Arm
from modelbench.instruments.evidence import Evidence
from modelbench.scenarios.cold_start.summary import is_precise, summarize

_REJECTIONS_IN_A_ROW = 3
_AHEAD = 5
_REASONS: Mapping[str, Reason] = {
    Rejection.NOT_AT_ZERO: Reason.NOT_COLD,
    Rejection.SERVED_BY_OLD_POD: Reason.NOT_COLD,
    Rejection.UNEXPECTED_STATUS: Reason.UNEXPECTED_STATUS,
    Rejection.WAITED_FOR_ROOM: Reason.UNSCHEDULABLE,
    Rejection.RUNTIME_RESTARTED: Reason.CONTAINER_CRASHED,
}

logger = logging.getLogger(__name__)


class ColdStartScenario:
    """One trial at a time: the paths in the order A B B A, the lanes of a path in turn.

    A path whose next lane is not cold yet lets the other go ahead, by a few trials at most. A path
    that is precise enough rests.
    """

    def __init__(
        self,
        settings: ColdStart,
        lanes: Mapping[str, Sequence[Arm]],
        samples: Samples,
        save: Callable[[Samples, str], None],
    ) -> None:
        self._settings = settings
        self._lanes = {path: list(arms) for path, arms in lanes.items()}
        self._samples = samples
        self._save = save
        self._warm: set[str] = set()

    def run(self) -> Samples:
        """Measure to the end. BenchmarkError when a path cannot be measured."""
        while unfinished := [path for path in self._lanes if not self._is_done(path)]:
            self._run_trial(self._next_path(unfinished))
        return self._samples

    def _next_path(self, unfinished: Sequence[str]) -> str:
        """The path with fewer trials; of two with as many, the one that went last."""
        counts = {path: len(self._samples.of(path)) for path in unfinished}
        last = self._samples.trials[-1].path if self._samples.trials else None
        due = sorted(unfinished, key=lambda path: (counts[path], path != last))
        for path in due:
            ahead = counts[path] - counts[due[0]]
            if ahead < _AHEAD and self._lanes[path][0].is_at_zero():
                return path
        return due[0]

    def _run_trial(self, path: str) -> None:
        """The first trial of a series warms caches up; a runner begins a new series."""
        arm = self._next_lane(path)
        kind = TrialKind.MEASURED if path in self._warm else TrialKind.WARM_UP
        evidence = arm.run_trial(len(self._samples.trials) + 1, kind)
        trial = evidence.trial
        logger.info("Trial %d (%s %d, %s): %s", trial.order, path, arm.lane, kind, _describe(trial))
        self._samples = _add(self._samples, evidence)
        if trial.accepted:
            self._warm.add(path)
        self._save(self._samples, self._progress())
        self._give_up_after_rejections(path)

    def _next_lane(self, path: str) -> Arm:
        """The lane that has rested longest."""
        arm = self._lanes[path].pop(0)
        self._lanes[path].append(arm)
        return arm

    def _is_done(self, path: str) -> bool:
        summary = summarize(self._samples, path)
        if summary.trials >= self._settings.max_trials:
            return True
        precise = is_precise(summary, self._settings.relative_precision_percent)
        return summary.trials >= self._settings.trials and precise

    def _give_up_after_rejections(self, path: str) -> None:
        last = self._samples.of(path)[-_REJECTIONS_IN_A_ROW:]
        if len(last) < _REJECTIONS_IN_A_ROW or any(trial.accepted for trial in last):
            return
        reason = _REASONS.get(last[-1].rejection or "", Reason.REQUEST_FAILED)
        message = f"the last {len(last)} trials of the {path} path were rejected"
        raise BenchmarkError(reason, f"{message}: {last[-1].rejection}, {last[-1].message}")

    def _progress(self) -> str:
        least, most = self._settings.trials, self._settings.max_trials
        wanted = str(least) if least == most else f"{least} to {most}"
        counts = [
            f"{path} {summarize(self._samples, path).trials} of {wanted}"
            for path in sorted(self._lanes, reverse=True)
        ]
        return "cold starts: " + ", ".join(counts)


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

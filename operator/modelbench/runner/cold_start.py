"""The cold-start scenario: both arms in turn, until the numbers are precise enough."""

import logging
from collections.abc import Callable, Sequence

from modelbench.analysis.cold_start import is_precise, summarize
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.samples import ColdTrial, Samples, TrialKind
from modelbench.api.spec import ColdStart
from modelbench.runner.arm import NOT_AT_ZERO, Arm
from modelbench.runner.evidence import SERVED_BY_OLD_POD, UNEXPECTED_STATUS, Evidence

_REJECTIONS_IN_A_ROW = 3
_REASONS = {
    NOT_AT_ZERO: Reason.NOT_COLD,
    SERVED_BY_OLD_POD: Reason.NOT_COLD,
    UNEXPECTED_STATUS: Reason.UNEXPECTED_STATUS,
}

logger = logging.getLogger(__name__)


class ColdStartScenario:
    """Alternates between the arms; an arm that is precise enough rests."""

    def __init__(
        self,
        settings: ColdStart,
        arms: Sequence[Arm],
        samples: Samples,
        save: Callable[[Samples, str], None],
    ) -> None:
        self._settings = settings
        self._arms = arms
        self._samples = samples
        self._save = save
        self._warm: set[str] = set()

    def run(self) -> Samples:
        """Measure to the end. BenchmarkError when an arm cannot be measured."""
        while unfinished := [arm for arm in self._arms if not self._is_done(arm)]:
            for arm in unfinished:
                self._run_trial(arm)
        return self._samples

    def _run_trial(self, arm: Arm) -> None:
        """The first trial of a series warms caches up; a runner begins a new series."""
        kind = TrialKind.MEASURED if arm.path in self._warm else TrialKind.WARM_UP
        evidence = arm.run_trial(len(self._samples.trials) + 1, kind)
        trial = evidence.trial
        logger.info("Trial %d (%s, %s): %s", trial.order, arm.path, kind, _describe(trial))
        self._samples = _add(self._samples, evidence)
        if trial.accepted:
            self._warm.add(arm.path)
        self._save(self._samples, self._progress())
        self._give_up_after_rejections(arm)

    def _is_done(self, arm: Arm) -> bool:
        summary = summarize(self._samples, arm.path)
        if summary.trials >= self._settings.max_trials:
            return True
        precise = is_precise(summary, self._settings.relative_precision_percent)
        return summary.trials >= self._settings.trials and precise

    def _give_up_after_rejections(self, arm: Arm) -> None:
        last = self._samples.of(arm.path)[-_REJECTIONS_IN_A_ROW:]
        if len(last) < _REJECTIONS_IN_A_ROW or any(trial.accepted for trial in last):
            return
        reason = _REASONS.get(last[-1].rejection or "", Reason.REQUEST_FAILED)
        message = f"the last {len(last)} trials of the {arm.path} path were rejected"
        raise BenchmarkError(reason, f"{message}: {last[-1].rejection}, {last[-1].message}")

    def _progress(self) -> str:
        counts = [
            f"{arm.path} {summarize(self._samples, arm.path).trials}/{self._settings.trials}"
            for arm in self._arms
        ]
        return "cold starts: " + ", ".join(counts)


def _add(samples: Samples, evidence: Evidence) -> Samples:
    lower, upper = evidence.clock_offset or (None, None)
    return Samples(
        trials=(*samples.trials, evidence.trial),
        first_ever=samples.first_ever,
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

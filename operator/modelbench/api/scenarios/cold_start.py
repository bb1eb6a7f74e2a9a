"""Cold starts: what is asked for, what is stored, what is told."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from msgspec.structs import replace

from modelbench.api.bounds import Keep, most, text
from modelbench.api.scenarios.parts import RejectedTrials
from modelbench.api.values import DecimalText, Value


class ColdStart(Value, frozen=True):
    """How many cold starts are measured, and how precisely."""

    trials: int
    max_trials: int
    relative_precision_percent: int
    lanes: int
    timeout_seconds: int


class Instant(StrEnum):
    """The turns of a cold start, in their order."""

    INTENDED = "intended"
    SENT = "sent"
    POD_CREATED = "podCreated"
    POD_SCHEDULED = "podScheduled"
    INIT_STARTED = "initContainersStarted"
    INIT_ENDED = "initContainersEnded"
    IMAGE_READY = "imageReady"
    CONTAINER_CREATED = "containerCreated"
    CONTAINER_STARTED = "containerStarted"
    PROCESS_STARTED = "processStarted"
    MODEL_LOAD_STARTED = "modelLoadStarted"
    MODEL_LOADED = "modelLoaded"
    SERVING = "serving"
    ADDRESS_KNOWN = "addressKnown"
    RUNTIME_READY = "runtimeReady"
    REQUEST_RECEIVED = "requestReceived"
    HEADERS_RECEIVED = "headersReceived"
    FIRST_TOKEN = "firstToken"  # noqa: S105
    ANSWERED = "answered"


class TrialKind(StrEnum):
    """Warm-ups are the first of a series: reported apart, never averaged in."""

    WARM_UP = "warmUp"
    MEASURED = "measured"


class Stamp(Value, frozen=True):
    """One instant, who told it, and within how many nanoseconds it is known."""

    nanoseconds: int
    source: str
    precision_nanoseconds: int


class ColdTrial(Value, frozen=True):
    """One attempt at a cold start. ``rejection`` is None only when it was proved cold.

    ``polled``: the response was found by polling, so ``sent`` belongs to the poll that succeeded;
    ``errors_while_ready`` are the polls before that a pod answered wrongly. Of a stream the same
    request was sent again at once, and ``repeated_…`` count from when it was.
    """

    variant: str
    order: int
    kind: TrialKind
    lane: int = 1
    polled: bool = False
    rejection: str | None = None
    message: str = ""
    status_code: int | None = None
    pod_name: str | None = None
    pod_uid: str | None = None
    pods_started: int = 0
    errors_while_ready: int = 0
    image_pull_nanoseconds: int | None = None
    stamps: Mapping[str, Stamp] = {}
    missing: Mapping[str, str] = {}
    repeated_headers_nanoseconds: int | None = None
    repeated_first_token_nanoseconds: int | None = None

    @property
    def accepted(self) -> bool:
        """Whether the trial was cold and answered as expected."""
        return self.rejection is None

    def rejected(self, reason: str, message: str) -> "ColdTrial":
        """Return the trial as a rejected one."""
        return replace(self, rejection=reason, message=message)

    @property
    def total_nanoseconds(self) -> int:
        """From the intended send time to the whole response. KeyError for a rejected trial."""
        answered = self.stamps[Instant.ANSWERED].nanoseconds
        return answered - self.stamps[Instant.INTENDED].nanoseconds


class FirstEver(Value, frozen=True):
    """The start of a variant's very first pod: nothing cached, perhaps the image to be pulled."""

    variant: str
    total_nanoseconds: int | None = None
    precision_nanoseconds: int = 0
    image_pulled: bool | None = None
    image_pull_nanoseconds: int | None = None
    missing_reason: str | None = None


class TrialPercentile(Value, frozen=True):
    """A percentile of the accepted trials."""

    percentile: int
    milliseconds: int


class FirstEverStatus(Value, frozen=True):
    """The start of the very first pod, told apart from the trials."""

    total_milliseconds: int | None = None
    precision_milliseconds: int | None = None
    image_pulled: bool | None = None
    image_pull_milliseconds: int | None = None
    missing_reason: Annotated[str, text(1024)] | None = None


class FirstTokenStatus(Value, frozen=True):
    """Cold starts to the first chunk with content, of responses that are streams.

    ``first_request_…`` is how much longer it took than of the same request at once after it on the
    same pod, from ``first_request_counted_from`` on.
    """

    trials: int | None = None
    median_milliseconds: int | None = None
    median_lower_milliseconds: int | None = None
    median_upper_milliseconds: int | None = None
    confidence_percent: DecimalText | None = None
    minimum_milliseconds: int | None = None
    maximum_milliseconds: int | None = None
    repeated_median_milliseconds: int | None = None
    first_request_milliseconds: int | None = None
    first_request_lower_milliseconds: int | None = None
    first_request_upper_milliseconds: int | None = None
    first_request_counted_from: Annotated[str, text(64)] | None = None
    first_request_message: Annotated[str, text(1024)] | None = None


class PhaseStatus(Value, frozen=True):
    """The median of one phase over ``trials`` trials; ``parent`` names the phase it is part of."""

    name: Annotated[str, text(64)]
    trials: int
    parent: Annotated[str, text(64)] | None = None
    median_milliseconds: int | None = None
    source: Annotated[str, text(256)] | None = None
    precision_milliseconds: int | None = None
    missing_reason: Annotated[str, text(1024)] | None = None


class ColdStartStatus(Value, frozen=True):
    """The cold starts of one variant; ``trials`` are those that count.

    ``effective_trials`` is None where consecutive trials do not look correlated.
    """

    trials: int
    summary: Annotated[str, text(512)] | None = None
    rejected_trials: Annotated[
        tuple[RejectedTrials, ...], most(16, "reason", keep=Keep.MOST_FREQUENT)
    ] = ()
    median_milliseconds: int | None = None
    median_lower_milliseconds: int | None = None
    median_upper_milliseconds: int | None = None
    confidence_percent: DecimalText | None = None
    least_confidence_percent: DecimalText | None = None
    relative_precision_percent: DecimalText | None = None
    effective_trials: int | None = None
    minimum_milliseconds: int | None = None
    maximum_milliseconds: int | None = None
    percentiles: Annotated[tuple[TrialPercentile, ...], most(8, "percentile")] = ()
    warm_up_milliseconds: Annotated[tuple[int, ...], most(32, keep=Keep.LAST)] = ()
    first_ever: FirstEverStatus | None = None
    first_token: FirstTokenStatus | None = None
    phases: Annotated[tuple[PhaseStatus, ...], most(32, "name")] = ()
    explained_percent: DecimalText | None = None
    residual_milliseconds: int | None = None
    errors_while_ready: int | None = None
    readiness_message: Annotated[str, text(1024)] | None = None
    missing_reason: Annotated[str, text(1024)] | None = None

"""The reasons of conditions, what a person should do about each, and those of rejected trials."""

from enum import StrEnum


class Reason(StrEnum):
    """Every reason a condition of a ModelBenchmark can have."""

    # The benchmark goes on.
    QUEUED = "Queued"
    SET_ASIDE = "SetAside"
    PREPARING = "Preparing"
    MEASURING = "Measuring"
    SUSPENDED = "Suspended"
    NOT_SUSPENDED = "NotSuspended"
    READY = "Ready"
    # It ended with numbers.
    COMPLETED = "Completed"
    PRECISION_REACHED = "PrecisionReached"
    MAX_TRIALS_REACHED = "MaxTrialsReached"
    MEASURED = "Measured"
    QUIET = "Quiet"
    BUSY = "Busy"
    # What came of the objectives.
    OBJECTIVES_MET = "ObjectivesMet"
    OBJECTIVES_MISSED = "ObjectivesMissed"
    OBJECTIVES_INCONCLUSIVE = "ObjectivesInconclusive"
    # It ended without.
    KNATIVE_UNAVAILABLE = "KnativeUnavailable"
    FEATURE_DISABLED = "FeatureDisabled"
    RESOURCES_REJECTED = "ResourcesRejected"
    QUOTA_EXCEEDED = "QuotaExceeded"
    UNSCHEDULABLE = "Unschedulable"
    IMAGE_PULL_FAILED = "ImagePullFailed"
    CONTAINER_CONFIG_INVALID = "ContainerConfigInvalid"
    CONTAINER_CRASHED = "ContainerCrashed"
    NOT_READY = "NotReady"
    NOT_READY_YET = "NotReadyYet"
    UNEXPECTED_STATUS = "UnexpectedStatus"
    WRONG_RESPONSE = "WrongResponse"
    REQUEST_FAILED = "RequestFailed"
    NOT_COLD = "NotCold"
    VARIANT_CHANGED = "VariantChanged"
    DEADLINE_EXCEEDED = "DeadlineExceeded"
    RUNNER_FAILED = "RunnerFailed"
    LOAD_FAILED = "LoadFailed"
    RESULTS_TOO_LARGE = "ResultsTooLarge"
    # It ended, but some of its numbers cannot support a claim.
    INVALID = "Invalid"


class Rejection(StrEnum):
    """Why a trial does not count."""

    NOT_AT_ZERO = "NotAtZero"
    SERVED_BY_OLD_POD = "ServedByOldPod"
    UNEXPECTED_STATUS = "UnexpectedStatus"
    WRONG_RESPONSE = "WrongResponse"
    UNJUDGEABLE_RESPONSE = "UnjudgeableResponse"
    REQUEST_FAILED = "RequestFailed"
    WAITED_FOR_ROOM = "WaitedForRoom"
    RUNTIME_RESTARTED = "RuntimeRestarted"
    CLUSTER_DISTURBED = "ClusterDisturbed"


_GOING_ON = {
    Reason.QUEUED,
    Reason.SET_ASIDE,
    Reason.PREPARING,
    Reason.MEASURING,
    Reason.SUSPENDED,
    Reason.NOT_SUSPENDED,
    Reason.READY,
    Reason.PRECISION_REACHED,
    Reason.MAX_TRIALS_REACHED,
    Reason.MEASURED,
    Reason.QUIET,
    Reason.BUSY,
    Reason.OBJECTIVES_MET,
    Reason.OBJECTIVES_MISSED,
    Reason.OBJECTIVES_INCONCLUSIVE,
}
ENDING_REASONS = tuple(reason for reason in Reason if reason not in _GOING_ON)

_ADVICE = {
    Reason.KNATIVE_UNAVAILABLE: "Install Knative Serving, or see why its webhook doesn't respond",
    Reason.FEATURE_DISABLED: "Ask a Knative administrator to enable the feature",
    Reason.RESOURCES_REJECTED: "Change the spec so that the cluster accepts it",
    Reason.QUOTA_EXCEEDED: "Raise the namespace's quota, or lower spec.model.resources",
    Reason.UNSCHEDULABLE: "Free room on a node, or lower spec.model.resources",
    Reason.IMAGE_PULL_FAILED: (
        "Check spec.model.image, imagePullPolicy and imagePullSecretName, or spec.model.template, "
        "and that the node can reach the registry"
    ),
    Reason.CONTAINER_CONFIG_INVALID: (
        "Check spec.model.command, args and runAsUser, or spec.model.template"
    ),
    Reason.CONTAINER_CRASHED: (
        "Run the image by hand with spec.model.env and the user id in spec.model.runAsUser, or as "
        "in spec.model.template"
    ),
    Reason.NOT_READY: (
        "Check spec.model.port and readinessPath, or raise spec.model.startTimeoutSeconds"
    ),
    Reason.NOT_READY_YET: (
        "Set spec.model.readinessPath to one that succeeds only once the model is loaded"
    ),
    Reason.UNEXPECTED_STATUS: (
        "Check spec.model.request: method, path, headers, body; and spec.model.readinessPath, if "
        "the model was still loading"
    ),
    Reason.WRONG_RESPONSE: "Check spec.model.request: expectedJSONPath, body, headers",
    Reason.REQUEST_FAILED: (
        "Check spec.model.port, or raise spec.model.startTimeoutSeconds and "
        "model.request.timeoutSeconds"
    ),
    Reason.NOT_COLD: "Make sure nothing else sends requests to the benchmark's Knative Service",
    Reason.VARIANT_CHANGED: (
        "Create the benchmark again, and leave its Deployments and Knative Services alone"
    ),
    Reason.DEADLINE_EXCEEDED: "Raise spec.activeDeadlineSeconds, or ask for fewer trials",
    Reason.RUNNER_FAILED: "Read the log of the runner's Job",
    Reason.LOAD_FAILED: (
        "Read the log of the runner's Job, and check that there is room for spec.load.generators"
    ),
    Reason.RESULTS_TOO_LARGE: (
        "Ask for fewer variants, trials, rates or rounds, or shorter segments; if necessary, split "
        "the scenarios into several benchmarks"
    ),
    Reason.INVALID: (
        "Ask for a lower rate, more spec.load.generators or maxConnections, or use a larger node"
    ),
}


_LIMITS_OF_ALL = (
    "The quota covers resources that some containers of a benchmark don't set: set those of "
    "queue-proxy in spec.serverless.queueProxy, of the runner in spec.runner, of generators in "
    "spec.load.generatorPods, or add a LimitRange with defaults to the namespace"
)


def advise(reason: Reason, message: str, advice: str | None = None) -> str:
    """``message`` with what to do, in whole sentences: ``advice``, else that of ``reason``."""
    advice = advice_on(reason, message, advice)
    if advice is None:
        return message
    return f"{message.rstrip('. ')}. {advice}."


def advice_on(reason: Reason, message: str, advice: str | None = None) -> str | None:
    """What to do: ``advice``, else that of ``reason``, where there is any."""
    if reason is Reason.QUOTA_EXCEEDED and "must specify" in message:
        return _LIMITS_OF_ALL
    return advice or _ADVICE.get(reason)


class BenchmarkError(Exception):
    """A benchmark cannot go on. Carries the reason that its conditions will show.

    ``advice`` says what to do where more is known than the reason tells.
    """

    def __init__(self, reason: Reason, message: str, advice: str | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.advice = advice

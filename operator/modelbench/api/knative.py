"""Facts of Knative Serving that cannot be read from a cluster, each written once with its source.

What a ConfigMap of a cluster may change is Knative's default.
"""

DRAIN_SECONDS = 30
"""How long a pod that is to end still answers: pkg/queue/sharedmain, ``drainSleepDuration``."""

SCALE_TO_ZERO_GRACE_SECONDS = 30
"""How long at most the last pod waits until requests are led to the activator: config-autoscaler,
``scale-to-zero-grace-period``."""

PROBE_MILLISECONDS = 100
"""How long queue-proxy waits for the response to one probe: pkg/queue/readiness."""

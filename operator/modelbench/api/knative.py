"""Facts of Knative Serving that cannot be read from a cluster, each written once with its source.

What a ConfigMap of a cluster may change is Knative's default.
"""

KNATIVE_GROUP = "serving.knative.dev"
"""The API group of a Knative Service."""

DRAIN_SECONDS = 30
"""How long a pod that is to end still answers: pkg/queue/sharedmain, ``drainSleepDuration``."""

SCALE_TO_ZERO_GRACE_SECONDS = 30
"""How long at most the last pod waits until requests are led to the activator: config-autoscaler,
``scale-to-zero-grace-period``."""

TICK_SECONDS = 2
"""How often the autoscaler decides: pkg/autoscaler/scaling, ``tickInterval``."""

DEFAULT_TARGET_CONCURRENCY = 100
"""In force without a target and a limit: config-autoscaler,
``container-concurrency-target-default``."""

DEFAULT_TARGET_REQUESTS_PER_SECOND = 200
"""In force without a target: config-autoscaler, ``requests-per-second-target-default``."""

LEAST_ACTIVATION_SCALE = 2
"""A lower one is refused: pkg/apis/autoscaling, ``validateActivationScale``."""

QUEUE_PROXY_CPU_MILLICORES = 25
"""What queue-proxy requests beside a model: config-deployment, ``queue-sidecar-cpu-request``. It
requests no memory."""

CONTROL_PLANE_CPU_MILLICORES = 600
"""What Knative requests for itself: config/core/deployments has 300m of the activator, and 100m
each of the autoscaler, the controller and the webhook."""

CONTROL_PLANE_MEMORY_MEBIBYTES = 360
"""The memory of those four: 60Mi of the activator and 100Mi of each other. An ingress is not
counted, since containers need one, too."""

DEFAULT_RESPONSE_START_SECONDS = 300
"""How long a revision waits for the first byte of a response where it does not say:
config-defaults, ``revision-response-start-timeout-seconds``."""

PROBE_MILLISECONDS = 100
"""How long queue-proxy waits for the response to one probe: pkg/queue/readiness."""

QUEUE_PROXY_PORTS = (8008, 8012, 8013, 8022, 8112, 9090, 9091)
"""What queue-proxy listens on beside a model: pkg/networking/constants.go."""

QUEUE_PROXY_REQUEST_PORTS = (8012, 8013)
"""Those of them to which the ingress and the activator lead requests, by HTTP/1 and by h2c."""

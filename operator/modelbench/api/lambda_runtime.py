"""What the operator, the local Lambda endpoint and the runner must agree on."""

RUNTIME_API_PORT = 9001
"""Where the endpoint offers the Lambda runtime API, on the pod's loopback address alone."""

# Lambda's own, which a runtime reads.
RUNTIME_API_VARIABLE = "AWS_LAMBDA_RUNTIME_API"
FUNCTION_NAME_VARIABLE = "AWS_LAMBDA_FUNCTION_NAME"

# The endpoint's; its port for requests is in PORT, which Knative sets.
TIMEOUT_VARIABLE = "MODELBENCH_LAMBDA_TIMEOUT_SECONDS"
READINESS_PATH_VARIABLE = "MODELBENCH_LAMBDA_READINESS_PATH"

DURATION_HEADER = "Modelbench-Lambda-Duration"
"""The header of an answer that says how many milliseconds the runtime had the invocation, as a
decimal."""

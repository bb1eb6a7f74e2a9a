"""What it tells of a variant that does not answer that another one does."""

from modelbench.api.reasons import BenchmarkError
from modelbench.api.variants import Variant
from modelbench.instruments.context import Context
from modelbench.instruments.http_request import send
from modelbench.instruments.judged_response import judge

_SPEAKS_LAMBDA = (
    "Give the containerized variant a command that serves HTTP: only the Lambda variant is reached "
    "through the local endpoint"
)
_SAME_REQUEST = "Check how the two are started and reached: the request is the same"


def beside_others(context: Context, variant: Variant, error: BenchmarkError) -> BenchmarkError:
    """The error of a variant, with the name of another that answers the same request correctly.

    The request is not to blame then, whatever the advice of the error's reason is.
    """
    other = next((one for one in context.variants if _answers(context, variant, one)), None)
    if other is None:
        return error
    message = f"{error.message}; variant {other.name} answers the same request correctly"
    is_function = other.serverless is not None and other.serverless.lambda_function is not None
    by_itself = variant.containerized is not None
    advice = _SPEAKS_LAMBDA if is_function and by_itself else _SAME_REQUEST
    return BenchmarkError(error.reason, message, error.advice or advice)


def _answers(context: Context, variant: Variant, other: Variant) -> bool:
    """Whether another variant of the same image gives a good response, asked once."""
    if other == variant or other.model != variant.model:
        return False
    timeout = context.spec.start_seconds
    request = context.request_of(other)
    response = send(context.target_of(other), request, timeout, context.clock)
    return judge(response, request)[0] is None

"""Where one variant answers and the other does not, the request is not to blame."""

from types import SimpleNamespace

import pytest
from modelbench.api.reasons import BenchmarkError, Reason, advise
from modelbench.instruments import compared_variants
from modelbench.instruments.compared_variants import beside_others
from modelbench.instruments.http_request import Response

from tests.unit.made.sessions import session
from tests.unit.made.specs import spec

ERROR = BenchmarkError(Reason.UNEXPECTED_STATUS, "status 404 instead of 200: not found")
OTHER_IMAGE = {"name": "new", "containerized": {}, "model": {"image": "i:2"}}


@pytest.fixture
def told(monkeypatch):
    """The text of the error of a containerized variant, beside others that answer so."""

    def run(statuses, **changes):
        def answer(target, *_):
            return Response(0, 1, statuses.get(target, 500))

        monkeypatch.setattr(compared_variants, "send", answer)
        context = session(spec(**changes), clock=SimpleNamespace()).context
        variant = next(one for one in context.variants if one.name == "containerized")
        error = beside_others(context, variant, ERROR)
        return advise(error.reason, error.message, error.advice)

    return run


def test_the_one_that_answers_is_named(told):
    text = told({"serverless": 200})
    assert "not found; variant serverless answers the same request correctly" in text
    assert "the request is the same" in text
    assert "Check spec.model.request" not in text


def test_an_image_made_for_lambda_is_told_to_serve_http_by_itself(told):
    text = told({"serverless": 200}, serverless={"lambda": {}})
    assert "Give the containerized variant a command that serves HTTP" in text


def test_where_none_answers_it_is_the_request(told):
    assert "Check spec.model.request" in told({})


def test_another_image_says_nothing(told):
    assert "answers the same" not in told({"new": 200}, variants=[OTHER_IMAGE])

"""The runner bears an API server that is away, and asks nothing for ever that it refuses."""

from types import SimpleNamespace

import pytest
from modelbench.kube import patient_api
from modelbench.kube.client import ApiError, KubernetesApi
from modelbench.kube.patient_api import PATIENCE_SECONDS, PatientApi, patiently

PATH = "/api/v1/namespaces/n/configmaps/c"


@pytest.fixture
def clock(monkeypatch):
    """A clock that its sleeps move."""
    ours = SimpleNamespace(now=0.0)
    ours.monotonic = lambda: ours.now
    ours.sleep = lambda seconds: setattr(ours, "now", ours.now + seconds)
    monkeypatch.setattr(patient_api, "time", ours)
    return ours


@pytest.fixture
def api(clock, monkeypatch):
    """A client whose requests give these in turn, the last of them for ever."""

    def giving(*answers):
        left, asked = list(answers), []

        def request(_, method, path, **rest):
            asked.append(method)
            answer = left.pop(0) if len(left) > 1 else left[0]
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(KubernetesApi, "_request", request)
        return PatientApi(), asked

    return giving


@pytest.mark.parametrize("status", [0, 409, 429, 500, 502, 503, 504])
def test_an_api_server_that_is_away_for_minutes_is_borne(api, clock, status):
    ours, asked = api(*[ApiError(status, "no")] * 45, {"kind": "ConfigMap"})
    assert ours.merge(PATH, {}) == {"kind": "ConfigMap"}
    assert clock.now >= 600
    assert len(asked) == 46


def test_the_patience_has_an_end(api, clock):
    ours, _ = api(ApiError(503, "no"))
    with pytest.raises(ApiError, match="503"):
        ours.get(PATH)
    assert PATIENCE_SECONDS - 20 < clock.now <= PATIENCE_SECONDS


@pytest.mark.parametrize("status", [400, 404, 410, 413, 422])
def test_a_refusal_is_told_at_once(api, clock, status):
    ours, asked = api(ApiError(status, "no"))
    with pytest.raises(ApiError):
        ours.merge(PATH, {})
    assert (clock.now, len(asked)) == (0, 1)


def test_what_etcd_can_never_take_is_told_at_once(api, clock):
    ours, asked = api(ApiError(500, "etcdserver: request is too large"))
    with pytest.raises(ApiError):
        ours.merge(PATH, {})
    assert len(asked) == 1


def test_rights_that_are_given_anew_are_waited_for_a_while(api, clock):
    ours, _ = api(ApiError(403, "no"), ApiError(401, "no"), {})
    assert ours.get(PATH) == {}
    ours, _ = api(ApiError(403, "no"))
    with pytest.raises(ApiError):
        ours.get(PATH)
    assert clock.now < 200


def test_an_api_server_that_is_back_may_refuse_at_first_however_long_it_was_away(api, clock):
    away, begun = ApiError(503, "no"), ApiError(403, "not yet ready to handle request")
    ours, _ = api(*[away] * 45, *[begun] * 3, {})
    assert ours.get(PATH) == {}
    assert clock.now >= 600


def test_one_that_is_away_and_refuses_in_turn_is_not_borne_for_ever(api, clock):
    ours, _ = api(*[ApiError(503, "no"), ApiError(403, "no")] * 200)
    with pytest.raises(ApiError):
        ours.get(PATH)
    assert PATIENCE_SECONDS < clock.now < 2 * PATIENCE_SECONDS


def test_an_object_that_is_not_there_is_an_answer(api, clock):
    ours, asked = api(ApiError(404, "not found"))
    assert ours.get(PATH) is None
    assert len(asked) == 1


def test_what_is_timed_is_asked_once_by_every_layer(api, clock):
    ours, asked = api(ApiError(503, "no"), {})
    with pytest.raises(ApiError):
        ours.merge_once(PATH, {})
    assert (clock.now, len(asked)) == (0, 1)
    assert ours._client.configuration.retries == 0


def test_other_errors_pass_by_their_own_measure(clock):
    left = [OSError("no name"), KeyError("status"), "there"]

    def attempt():
        found = left.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    assert (
        patiently(attempt, lambda error: 60 * isinstance(error, (OSError, LookupError))) == "there"
    )
    with pytest.raises(TypeError):
        patiently(lambda: None + 1, lambda error: 60 * isinstance(error, OSError))

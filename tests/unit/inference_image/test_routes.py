import pytest

from inference_image.server import application


@pytest.fixture
def client():
    return application.test_client()


@pytest.mark.parametrize(
    ("route", "answer"), [("/healthz", {"status": "alive"}), ("/readyz", {"status": "ready"})]
)
def test_a_probe_is_answered(client, route, answer):
    given = client.get(route)
    assert (given.status_code, given.get_json()) == (200, answer)
    assert client.head(route).status_code == 200


@pytest.mark.parametrize("route", ["/", "/predict/", "/nothing", "/static/x"])
def test_another_route_is_not_found_and_says_so_in_json(client, route):
    given = client.get(route)
    assert given.status_code == 404
    assert given.content_type == "application/json"
    assert given.get_json()["error"]


def test_another_method_is_not_allowed_and_the_right_one_is_named(client):
    given = client.get("/predict")
    assert given.status_code == 405
    assert "POST" in given.headers["Allow"]
    assert "not allowed" in given.get_json()["error"]
    assert client.post("/readyz", data=b"{}").status_code == 405


def test_an_error_of_ours_is_answered_in_json_and_tells_nothing_inside(client, monkeypatch):
    def fail(*_):
        raise RuntimeError("a secret")

    monkeypatch.setattr("inference_image.server.answer", fail)
    given = client.post("/predict", data=b"{}")
    assert given.status_code == 500
    assert "secret" not in given.get_data(as_text=True)
    assert given.get_json()["error"]

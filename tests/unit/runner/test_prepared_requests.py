"""All parts of a request are gathered before anything is measured, or named by their fields."""

import pytest
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.variants import variants_of
from modelbench.instruments.prepared_request import prepare_all

from tests.unit.controller.memory_api import MemoryApi
from tests.unit.made import specs
from tests.unit.made.requests import NAMES, config_map, prepared

TOKEN_FILE = "/etc/modelbench/secrets/tokens/header"
TOKEN = {"valueFrom": {"secretKeyRef": {"name": "tokens", "key": "header"}}}
AUTHORIZATION = [{"name": "Authorization", **TOKEN}]
PNG = b"\x89PNG\r\n\x1a\n\x00\xff"
IMAGES = config_map("images", data={"2": "two", "10": "ten"}, binaryData={"1": "iVBORw0KGgoA/w=="})


def key_of(kind, name, key):
    return {f"{kind}KeyRef": {"name": name, "key": key}}


def test_a_request_without_a_body_sends_none():
    assert prepared().body is None
    assert prepared(method="GET").bodies == ()


def test_a_body_in_the_spec_is_sent_as_utf_8():
    assert prepared(body="né").body == b"n\xc3\xa9"


def test_a_body_may_be_any_bytes_of_a_config_map_or_a_secret():
    assert prepared(IMAGES, bodyFrom=key_of("configMap", "images", "1")).body == PNG
    assert prepared(IMAGES, bodyFrom=key_of("configMap", "images", "2")).body == b"two"
    secrets = {"/etc/modelbench/secrets/images/png": PNG}
    found = prepared(secrets=secrets, bodyFrom=key_of("secret", "images", "png"))
    assert found.bodies == (PNG,)


def test_bodies_keep_their_order_and_a_whole_config_map_that_of_its_keys():
    bodies = [key_of("configMap", "images", "2"), {"configMapName": "images"}]
    found = prepared(IMAGES, bodies=bodies)
    assert found.bodies == (b"two", PNG, b"ten", b"two")
    assert found.body == b"two"


def test_the_value_of_a_header_may_come_from_a_secret():
    plain = [{"name": "X-A", "value": "b"}, {"name": "X-Empty", "value": ""}]
    found = prepared(secrets={TOKEN_FILE: b"Bearer abc"}, headers=[*AUTHORIZATION, *plain])
    assert found.headers == {"Authorization": "Bearer abc", "X-A": "b", "X-Empty": ""}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"bodyFrom": key_of("configMap", "absent", "a")},
            "bodyFrom.configMapKeyRef: ConfigMap absent does not exist",
        ),
        (
            {"bodyFrom": key_of("configMap", "images", "a")},
            "bodyFrom.configMapKeyRef: ConfigMap images has no key a",
        ),
        (
            {"bodyFrom": key_of("secret", "images", "a")},
            "bodyFrom.secretKeyRef: key a of Secret images cannot be read",
        ),
        (
            {"bodies": [{"configMapName": "images"}, {"configMapName": "absent"}]},
            "bodies[1].configMapName: ConfigMap absent does not exist",
        ),
        (
            {"bodies": [{"configMapName": "empty"}]},
            "bodies[0].configMapName: ConfigMap empty is empty",
        ),
        (
            {"headers": AUTHORIZATION},
            "headers[Authorization].valueFrom.secretKeyRef: key header of Secret tokens cannot",
        ),
        ({"expectedJSONPath": "$["}, "expectedJSONPath: not a JSON path"),
    ],
)
def test_what_is_not_there_is_named_by_its_field(fields, words):
    with pytest.raises(BenchmarkError) as failure:
        prepared(IMAGES, config_map("empty"), **fields)
    assert failure.value.reason is Reason.RESOURCES_REJECTED
    assert failure.value.message.startswith(f"spec.model.request.{words}")


@pytest.mark.parametrize("value", [b"Bearer abc\n", b"a\x00b", b"n\xc3\xa9"])
def test_a_secret_that_no_header_can_have_is_refused_without_its_value(value):
    with pytest.raises(BenchmarkError, match=r"headers\[Authorization\]") as failure:
        prepared(secrets={TOKEN_FILE: value}, headers=AUTHORIZATION)
    assert failure.value.reason is Reason.RESOURCES_REJECTED
    assert value.decode().strip() not in failure.value.message


def test_bodies_have_16_mebibytes_together():
    large = config_map("large", data={"1": "x" * 2**20})
    bodies = [key_of("configMap", "large", "1")]
    assert len(prepared(large, bodies=bodies * 16).bodies) == 16
    with pytest.raises(BenchmarkError, match="bodies: larger than 16 MiB together"):
        prepared(large, bodies=bodies * 17)


def requests(asked, *own, objects=(), files=()):
    """What the variants are sent that have these fields of a request of their own."""
    names = "abcdef"[: len(own)]
    variants = [
        {"name": name, "serverless": {}, "model": {"request": fields}}
        for name, fields in zip(names, own, strict=True)
    ]
    spec = specs.spec(model={"image": "i", "request": asked}, variants=variants)
    return prepare_all(MemoryApi(*objects), NAMES, variants_of(spec), dict(files).__getitem__)


def test_a_variant_is_sent_what_it_has_of_its_own_and_the_rest_of_the_spec_s():
    asked = {"path": "/v1", "body": "a", "headers": [{"name": "X-A", "value": "1"}]}
    found = requests(
        asked,
        {"path": "/v2", "headers": [{"name": "x-a", "value": "2"}, {"name": "B", "value": "3"}]},
        {"bodies": [{"configMapName": "images"}], "expectedStatus": 201},
        {"method": "GET"},
        objects=[IMAGES],
    )
    assert (found["containerized"].path, found["containerized"].bodies) == ("/v1", (b"a",))
    assert (found["a"].path, found["a"].body) == ("/v2", b"a")
    assert found["a"].headers == {"x-a": "2", "B": "3"}
    assert (found["b"].bodies[0], found["b"].expected_status) == (PNG, 201)
    assert (found["c"].method, found["c"].body) == ("GET", None)


def test_what_a_variant_s_request_lacks_is_named_by_its_own_field():
    with pytest.raises(BenchmarkError) as failure:
        requests({}, {"bodyFrom": key_of("configMap", "absent", "a")})
    field = "spec.variants[a].model.request.bodyFrom.configMapKeyRef"
    assert failure.value.message == f"{field}: ConfigMap absent does not exist"


def test_the_secrets_of_all_requests_are_hidden_in_the_words_about_each():
    header = {"name": "Authorization", **AUTHORIZATION[0]}
    found = requests({}, {"headers": [header]}, files={TOKEN_FILE: b"Bearer abcdefgh"})
    assert found["serverless"].redaction.apply("denied: abcdefgh") == "denied: ***"


def test_all_bodies_together_have_a_bound():
    large = "x" * (1 << 20)
    bodies = config_map("bodies", data={str(number): large for number in range(9)})
    own = {"bodies": [{"configMapName": "bodies"}], "path": "/other"}
    assert requests({}, own, objects=[bodies])
    with pytest.raises(BenchmarkError, match=r"variants\[b\].*larger than 16 MiB together"):
        requests({}, own, {**own, "path": "/third"}, objects=[bodies])

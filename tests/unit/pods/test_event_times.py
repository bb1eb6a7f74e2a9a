import pytest
from modelbench.pods.events import container_of, event_nanoseconds, pull_nanoseconds


def event(name="pod.18a1b2c3d4e5f607", **fields):
    return {"metadata": {"name": name}, **fields}


def test_the_time_is_the_hexadecimal_end_of_the_name():
    assert event_nanoseconds(event()) == 0x18A1B2C3D4E5F607


@pytest.mark.parametrize(
    "useless",
    [
        event(name="made-by-hand"),
        event(count=2),
        event(message="(combined from similar events): Created pod: x"),
    ],
)
def test_a_name_that_is_not_the_time_of_this_occurrence_tells_nothing(useless):
    assert event_nanoseconds(useless) is None


@pytest.mark.parametrize(
    ("message", "nanoseconds"),
    [
        ('Container image "a" already present on machine', 0),
        (
            'Successfully pulled image "a" in 1.213s (1.4s including waiting). '
            "Image size: 10 bytes.",
            1_213_000_000,
        ),
        ('Successfully pulled image "a" in 1m2.5s (1m2.5s including waiting)', 62_500_000_000),
        ('Successfully pulled image "a" in 312ms (400ms including waiting)', 312_000_000),
        ('Successfully pulled image "a" in 1.5s.', 1_500_000_000),
        ('Successfully pulled image "a" in no time', None),
        ("something else", None),
    ],
)
def test_the_pull_is_read_from_the_pulled_event(message, nanoseconds):
    assert pull_nanoseconds(event(message=message)) == nanoseconds


def test_the_container_is_read_from_the_field_path():
    about = {"fieldPath": "spec.containers{user-container}"}
    assert container_of(event(involvedObject=about)) == "user-container"
    assert container_of(event(involvedObject={})) is None

import pytest
from settings import InvalidSetting, Settings, read


def test_nothing_set_means_the_defaults():
    assert read({}) == Settings()
    assert read({"PORT": "", "FAILURE_RATIO": "", "UNKNOWN": "x"}) == Settings()


def test_every_setting_can_be_set():
    given = {
        "PORT": "81",
        "STARTUP_DELAY_SECONDS": "1.5",
        "SERVICE_TIME_SECONDS": "0.25",
        "STATUS": "503",
        "FAILURE_RATIO": "0.1",
        "PAUSE_EVERY_REQUESTS": "400",
        "PAUSE_SECONDS": "3",
        "MEMORY_MEGABYTES": "64",
        "EXIT_AFTER_SECONDS": "9",
        "CRASH_AT_START": "1",
        "IGNORE_SIGTERM": "1",
        "PNG_ONLY": "1",
        "TIMING_HEADER": "1",
    }
    assert read(given) == Settings(81, 1.5, 0.25, 503, 0.1, 400, 3.0, 64, 9.0, *[True] * 4)


def test_an_exit_after_nothing_is_an_exit_at_once_and_not_never():
    assert read({"EXIT_AFTER_SECONDS": "0"}).exit_after_seconds == 0.0
    assert read({}).exit_after_seconds is None


BAD = {
    "PORT": ["http", "0", "65536", "-1", "8080.0", " 80"],
    "STARTUP_DELAY_SECONDS": ["soon", "-1", "3601", "nan", "inf", "1s"],
    "SERVICE_TIME_SECONDS": ["fast", "-0.1", "3601", "nan"],
    "STATUS": ["OK", "99", "199", "600"],
    "FAILURE_RATIO": ["half", "-0.1", "1.1", "10%", "nan"],
    "MEMORY_MEGABYTES": ["1Gi", "-1", "65537", "1.5"],
    "PAUSE_EVERY_REQUESTS": ["often", "0", "-1", "1.5"],
    "PAUSE_SECONDS": ["long", "-1", "nan"],
    "EXIT_AFTER_SECONDS": ["never", "-1", "86401"],
    "CRASH_AT_START": ["yes", "true", "2"],
    "IGNORE_SIGTERM": ["no"],
    "PNG_ONLY": ["on"],
    "TIMING_HEADER": ["on"],
}


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in BAD.items() for text in texts]
)
def test_a_bad_value_is_refused_and_its_variable_named(name, text):
    with pytest.raises(InvalidSetting, match=f"^{name} is {text!r}: must be "):
        read({name: text})

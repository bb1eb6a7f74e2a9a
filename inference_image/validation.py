"""What a request must look like. Both shapes of the service refuse the same bodies, with 400."""

import json
from math import isfinite
from typing import NoReturn

MAXIMUM_BODY_BYTES = 256 * 1024
MAXIMUM_ROWS = 1000


class InvalidInput(ValueError):  # noqa: N818  it is the client's error, not ours
    """The body cannot be answered; the message names what is wrong with it."""


def rows_of(body: bytes, feature_count: int) -> list[list[float]]:
    """The rows of a body ``{"features": [...]}``: one vector, or a list of vectors.

    InvalidInput when the body is not that, or has not ``feature_count`` finite numbers a vector.
    """
    if len(body) > MAXIMUM_BODY_BYTES:
        raise InvalidInput(f"the body has more than {MAXIMUM_BODY_BYTES} bytes")
    features = _features(_parse(body))
    rows, several = (features, True) if _holds_lists(features) else ([features], False)
    if len(rows) > MAXIMUM_ROWS:
        raise InvalidInput(f"features has {len(rows)} vectors; at most {MAXIMUM_ROWS} are allowed")
    names = (f"features[{index}]" if several else "features" for index in range(len(rows)))
    return [_row(row, name, feature_count) for row, name in zip(rows, names, strict=True)]


def _parse(body: bytes) -> object:
    if not body.strip():
        raise InvalidInput(
            'the body is empty; send JSON such as {"features": [5.1, 3.5, 1.4, 0.2]}'
        )
    try:
        parsed: object = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise InvalidInput("the body is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise InvalidInput(f"the body is not JSON: {error}") from None
    except RecursionError:
        raise InvalidInput("the body is nested too deeply") from None
    except InvalidInput:
        raise
    except ValueError:  # Python refuses to read a whole number of thousands of digits.
        raise InvalidInput("the body holds a number with too many digits") from None
    return parsed


def _refuse_constant(name: str) -> NoReturn:
    raise InvalidInput(f"the body is not JSON: {name} is not a JSON number")


def _features(parsed: object) -> list[object]:
    if not isinstance(parsed, dict):
        raise InvalidInput("the body must be a JSON object with the key features")
    if "features" not in parsed:
        raise InvalidInput("the key features is missing")
    features = parsed["features"]
    if not isinstance(features, list):
        raise InvalidInput("features must be a list of numbers, or a list of such lists")
    if not features:
        raise InvalidInput("features is empty")
    return features


def _holds_lists(features: list[object]) -> bool:
    return any(isinstance(value, list) for value in features)


def _row(values: object, name: str, feature_count: int) -> list[float]:
    if not isinstance(values, list):
        raise InvalidInput(f"{name} must be a list of numbers, as the other vectors are")
    if len(values) != feature_count:
        raise InvalidInput(f"{name} has {len(values)} values; the model takes {feature_count}")
    return [_number(value, f"{name}[{index}]") for index, value in enumerate(values)]


def _number(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidInput(f"{name} must be a number")
    try:
        number = float(value)
    except OverflowError:
        raise InvalidInput(f"{name} is too large") from None
    if not isfinite(number):
        raise InvalidInput(f"{name} is too large")
    return number

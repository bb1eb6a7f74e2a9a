"""What is wrong with a pod template, as far as the API server's dry run could not tell.

These are the fields that a benchmark reads or changes: all else is for the API server to judge.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from modelbench.api.container_resources import check_resources
from modelbench.api.measured_check import check_measured, require, require_object
from modelbench.api.pod_template import (
    MEASURED,
    PodTemplate,
    containers,
    mapping,
    measured_container,
    measured_index,
)
from modelbench.api.spec import Model

PLACE = "spec.model.template"
MOST_BYTES = 65536
"""Far above any pod that people write, far below what a resource may hold: each child has it."""

_LISTS = ("containers", "initContainers")
_OF_CONTAINERS = {
    "env": list,
    "envFrom": list,
    "ports": list,
    "volumeMounts": list,
    "resources": dict,
    "lifecycle": dict,
    "securityContext": dict,
    "readinessProbe": dict,
    "livenessProbe": dict,
    "startupProbe": dict,
}


def checked_template(model: Model, *, as_function: bool = False) -> PodTemplate:
    """The model's template; FormatError with a field's name when no pod can be made of it.

    ``as_function``: the measured container is the runtime of a Lambda function.
    """
    template = model.template
    require(template is not None, PLACE, "is absent")
    assert template is not None  # noqa: S101
    size = len(msgspec.json.encode(template.spec))
    require(size <= MOST_BYTES, f"{PLACE}.spec", f"has {size} bytes, more than {MOST_BYTES}")
    for place, value in _containers(template):
        _check_container(place, value)
    _check_names(template)
    index = measured_index(template)
    require(
        index is not None,
        f"{PLACE}.spec.containers",
        f"has several containers: name the one to measure {MEASURED}",
    )
    _check_volumes(template)
    place = f"{PLACE}.spec.containers[{index}]"
    check_measured(model, measured_container(template), place, as_function)
    return template


def _containers(template: PodTemplate) -> Iterator[tuple[str, Any]]:
    for field in _LISTS:
        found, place = template.spec.get(field), f"{PLACE}.spec.{field}"
        if found is None and field != "containers":
            continue
        require(isinstance(found, list | tuple), place, "must be a list of containers")
        for number, one in enumerate(found or ()):
            yield f"{place}[{number}]", one
    require(bool(containers(template)), f"{PLACE}.spec.containers", "has no containers")


def _check_container(place: str, container: Any) -> None:
    require_object(container, place)
    for field, kind in _OF_CONTAINERS.items():
        found = container.get(field)
        fits = found is None or isinstance(found, kind)
        require(fits, f"{place}.{field}", f"must be {'a list' if kind is list else 'an object'}")
        if kind is list:
            for number, one in enumerate(found or ()):
                require_object(one, f"{place}.{field}[{number}]")
    name, image = container.get("name"), container.get("image")
    require(name is None or isinstance(name, str), f"{place}.name", "must be a text")
    require(isinstance(image, str) and image != "", f"{place}.image", "names no image")
    check_resources(f"{place}.resources", mapping(container.get("resources")))


def _check_names(template: PodTemplate) -> None:
    index, seen = measured_index(template), set[str]()
    for field in _LISTS:
        for number, one in enumerate(containers(template, field)):
            measured = field == "containers" and number == index
            name = MEASURED if measured else one.get("name", "")
            place = f"{PLACE}.spec.{field}[{number}].name"
            require(name != "", place, "is required when a pod has several containers")
            require(name not in seen, place, f"{name} is also the name of another container")
            seen.add(name)


def _check_volumes(template: PodTemplate) -> None:
    place = f"{PLACE}.spec.volumes"
    volumes = template.spec.get("volumes")
    require(volumes is None or isinstance(volumes, list | tuple), place, "must be a list")
    for number, one in enumerate(volumes or ()):
        require_object(one, f"{place}[{number}]")

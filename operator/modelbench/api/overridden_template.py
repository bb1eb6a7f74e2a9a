"""What a variant has of its own, put into the pod template that it shares with the others."""

from collections.abc import Mapping
from typing import Any

from modelbench.api.pod_template import (
    PodTemplate,
    mapping,
    measured_container,
    replaced,
    with_measured,
    with_spec,
)
from modelbench.api.spec import ModelOverrides
from modelbench.api.values import dump


def overridden_template(template: PodTemplate, own: ModelOverrides) -> PodTemplate:
    """Image, environment and resources are those of the measured container, others of its pod."""
    container = measured_container(template)
    fields: dict[str, Any] = {}
    if own.image is not None:
        fields["image"] = own.image
    if own.env:
        fields["env"] = replaced(container.get("env"), [dump(one) for one in own.env])
    if own.resources:
        fields["resources"] = merged(mapping(container.get("resources")), own.resources)
    pod = {
        "automountServiceAccountToken": own.automount_service_account_token,
        "enableServiceLinks": own.enable_service_links,
    }
    pod = {name: value for name, value in pod.items() if value is not None}
    found = with_measured(template, fields) if fields else template
    return with_spec(found, pod) if pod else found


def merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of ``own`` in place of those of ``base``, objects within them likewise."""
    found = dict(base)
    for name, value in own.items():
        old = found.get(name)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            value = merged(old, value)
        found[name] = value
    return found


def first_of(own: bool | None, common: bool | None) -> bool | None:
    """What a variant says itself, else what is said for all."""
    return common if own is None else own

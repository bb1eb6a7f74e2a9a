"""What may make a model start sooner: each hint with the variants that tell how much, or would."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from modelbench.api.mode import Mode
from modelbench.api.pod_template import with_spec
from modelbench.api.scenarios.cold_start import ColdStartStatus
from modelbench.api.spec import Model, Spec
from modelbench.api.status import Status
from modelbench.api.variants import Variant, variants_of

_FIELD = "automountServiceAccountToken"


def hints(spec: Spec, status: Status) -> Iterator[str]:
    """One for each mode of which a variant mounts the service account's token.

    How much it costs is told only where a variant without it was measured, and where the intervals
    of both are apart. FormatError when a variant of the spec is none.
    """
    if not any(one.deviations for one in status.variants):
        return
    variants = variants_of(spec)
    for mode in Mode:
        mounted = [one for one in variants if one.mode is mode and _mounts_token(one.model)]
        pair = next(_pairs(mounted, variants), None)
        if pair is not None:
            yield from _measured(*pair, status)
        elif mounted and _starts(status, mounted[0].name) is not None:
            yield (
                f"The pods of {mounted[0].name} mount the service account token, as Kubernetes "
                "does by default. A model that does not call the API server does not need it; a "
                f"variant with model.{_FIELD}: false measures the saving."
            )


def _mounts_token(model: Model) -> bool:
    if model.template is not None:
        return model.template.spec.get(_FIELD) is not False
    return model.automount_service_account_token is not False


def _pairs(
    mounted: Sequence[Variant], variants: Sequence[Variant]
) -> Iterator[tuple[Variant, Variant]]:
    """Variants that differ in the token alone."""
    for one in mounted:
        without = replace(one, name="", model=_without_token(one.model))
        for other in variants:
            same = replace(other, name="", model=_without_token(other.model)) == without
            if same and not _mounts_token(other.model):
                yield one, other


def _without_token(model: Model) -> Model:
    if model.template is not None:
        return replace(model, template=with_spec(model.template, {_FIELD: False}))
    return replace(model, automount_service_account_token=False)


def _measured(one: Variant, other: Variant, status: Status) -> Iterator[str]:
    with_token, without = (_starts(status, variant.name) for variant in (one, other))
    if with_token is None or without is None:
        return
    slow, quick = with_token.median_lower_milliseconds, without.median_upper_milliseconds
    if slow is None or quick is None or slow <= quick:
        return
    first, second = with_token.median_milliseconds or 0, without.median_milliseconds or 0
    yield (
        f"Not mounting the service account token saves about {(first - second) / 1000:.1f} s of a "
        f"cold start: {second} ms in {other.name}, {first} ms in {one.name}. A model that does not "
        f"call the API server does not need it ({_FIELD}: false)."
    )


def _starts(status: Status, name: str) -> ColdStartStatus | None:
    """The cold starts of a variant, once they have a median.

    A status without deviations is of a version that never mounted the token.
    """
    variant = status.variant(name)
    if variant is None or not variant.deviations:
        return None
    found = variant.cold_start
    return found if found is not None and found.median_milliseconds is not None else None

"""The variants of a benchmark: each way to run the model, with all its settings."""

from collections.abc import Iterator

from msgspec.structs import replace

from modelbench.api.container_resources import complete
from modelbench.api.mode import Mode
from modelbench.api.names import CONTAINERIZED, SERVERLESS
from modelbench.api.overridden_template import first_of, merged, overridden_template
from modelbench.api.pod_template import measured_container, probed_path
from modelbench.api.request import FIELD, KeyReference, own_request
from modelbench.api.spec import (
    Containerized,
    EnvironmentVariable,
    Ingress,
    Model,
    ModelOverrides,
    Serverless,
    Spec,
    VariantSpec,
)
from modelbench.api.values import Value, dump, parse


class Variant(Value, frozen=True):
    """One way to run the model. Exactly one of the two blocks of settings is not None.

    ``request_field`` is where the spec says what it is asked.
    """

    name: str
    model: Model
    serverless: Serverless | None = None
    containerized: Containerized | None = None
    request_field: str = FIELD

    @property
    def mode(self) -> Mode:
        """How its pods come and go."""
        return Mode.CONTAINERIZED if self.serverless is None else Mode.SERVERLESS

    @property
    def scales_to_zero(self) -> bool:
        """Whether it has no pod when no request comes, so that users meet cold starts."""
        return self.serverless is not None and self.serverless.min_scale == 0

    @property
    def is_behind_gateway(self) -> bool:
        """Whether its Deployment is reached as Knative Services are."""
        return self.containerized is not None and self.containerized.ingress is Ingress.GATEWAY

    @property
    def kept_pods(self) -> int:
        """How many pods it keeps without any request, and is paid for."""
        if self.containerized is not None:
            return self.containerized.replicas
        return 0 if self.serverless is None else self.serverless.min_scale


def variants_of(spec: Spec) -> tuple[Variant, ...]:
    """All variants: the two that every benchmark has, then those of ``spec.variants``.

    FormatError names the field of a block that is not one.
    """
    model = _overridden(spec.model, ModelOverrides())
    return (
        Variant(SERVERLESS, model, serverless=spec.serverless),
        Variant(CONTAINERIZED, model, containerized=spec.containerized),
        *_others(spec),
    )


def secret_keys(spec: Spec) -> list[tuple[str, KeyReference]]:
    """Every key of a Secret that a request needs, once, with the first field that names it."""
    found: dict[KeyReference, str] = {}
    for variant in variants_of(spec):
        for field, reference in variant.model.request.secret_keys(variant.request_field):
            found.setdefault(reference, field)
    return [(field, reference) for reference, field in found.items()]


def find_variant(spec: Spec, name: str) -> Variant | None:
    """The variant of that name."""
    return next((variant for variant in variants_of(spec) if variant.name == name), None)


def _others(spec: Spec) -> Iterator[Variant]:
    for asked in spec.variants:
        model, field = _overridden(spec.model, asked.model), FIELD
        if asked.model.request:
            field = f"{_place(asked)}.model.request"
            request = own_request(model.request, asked.model.request, field)
            model = replace(model, request=request)
        if asked.serverless is not None:
            settings = merged(dump(spec.serverless), asked.serverless)
            where = f"{_place(asked)}.serverless"
            block = parse(Serverless, settings, where)
            yield Variant(asked.name, model, serverless=block, request_field=field)
        else:
            settings = merged(dump(spec.containerized), asked.containerized or {})
            where = f"{_place(asked)}.containerized"
            found = parse(Containerized, settings, where)
            yield Variant(asked.name, model, containerized=found, request_field=field)


def _place(asked: VariantSpec) -> str:
    return f"spec.variants[{asked.name}]"


def _overridden(model: Model, own: ModelOverrides) -> Model:
    if model.template is not None:
        template = overridden_template(model.template, own)
        probed = probed_path(measured_container(template), model.port)
        return replace(model, template=template, readiness_path=model.readiness_path or probed)
    env = {variable.name: variable for variable in (*model.env, *own.env)}
    return replace(
        model,
        image=own.image or model.image,
        env=tuple[EnvironmentVariable, ...](env.values()),
        resources=complete(merged(model.resources, own.resources)),
        automount_service_account_token=first_of(
            own.automount_service_account_token, model.automount_service_account_token
        ),
        enable_service_links=first_of(own.enable_service_links, model.enable_service_links),
    )

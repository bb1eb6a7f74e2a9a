"""The API server fills in every default, so the operator never guesses one."""

from modelbench.api.reasons import Reason
from modelbench.api.scenarios import Scenarios
from modelbench.api.scenarios.autoscale import Autoscale
from modelbench.api.scenarios.burst import Burst
from modelbench.api.scenarios.cold_start import ColdStart
from modelbench.api.scenarios.reactivation import Reactivation
from modelbench.api.scenarios.replay import Replay
from modelbench.api.scenarios.steady import Saturation, Steady
from modelbench.api.spec import HorizontalPodAutoscaler, Load, ScalingMetric, Serverless
from modelbench.api.variants import variants_of

from tests.api.manifests import defaulted, manifest, parsed
from tests.api.schema import definition, fields, properties
from tools.kubectl import kubectl


def test_a_least_manifest_gets_every_default_and_can_be_parsed():
    spec = parsed()
    assert spec.model.port == 8080
    assert spec.model.resources == {}
    default = {"requests": {"cpu": "100m", "memory": "128Mi"}}
    assert [one.model.resources for one in variants_of(spec)] == [default, default]
    assert spec.model.request.method == "POST"
    assert spec.containerized.replicas == 1
    assert spec.containerized.horizontal_pod_autoscaler is None
    assert spec.variants == ()
    assert spec.active_deadline_seconds == 3600
    assert spec.ttl_seconds_after_finished is None


def test_a_service_scales_as_knative_has_it_but_for_a_short_window():
    assert parsed().serverless == Serverless(
        stable_window_seconds=6,
        container_concurrency=0,
        target_utilization_percentage=70,
        target_burst_capacity=211,
        min_scale=0,
        max_scale=10,
        activation_scale=1,
        scale_down_delay_seconds=0,
        metric=ScalingMetric.CONCURRENCY,
    )


def test_a_cold_start_is_measured_when_no_scenario_is_named():
    assert parsed().scenarios == Scenarios(
        cold_start=ColdStart(
            trials=10, max_trials=20, relative_precision_percent=10, lanes=4, timeout_seconds=60
        )
    )


def test_a_named_scenario_adds_no_other():
    assert parsed(spec__scenarios={"burst": {}}).scenarios == Scenarios(
        burst=Burst(requests=10, trials=3)
    )
    steady = defaulted(manifest(spec__scenarios={"steady": {}}))["spec"]["scenarios"]
    assert list(steady) == ["steady"]
    assert "saturation" not in steady["steady"]


def test_every_scenario_has_defaults():
    names = ("steady", "autoscale", "reactivation")
    scenarios = {**{name: {} for name in names}, "steady": {"saturation": {}}}
    assert parsed(spec__scenarios=scenarios).scenarios == Scenarios(
        steady=Steady(
            rates_per_second=(10,),
            duration_seconds=10,
            warm_up_seconds=3,
            rounds=6,
            saturation=Saturation(
                max_rate_per_second=1000, step_seconds=5, latency_objective_milliseconds=500
            ),
        ),
        autoscale=Autoscale(
            base_rate_per_second=1,
            peak_rate_per_second=50,
            base_seconds=10,
            ramp_seconds=0,
            hold_seconds=60,
            settle_seconds=120,
            latency_objective_milliseconds=500,
        ),
        reactivation=Reactivation(trials=3, lanes=4),
    )


def test_a_replay_has_defaults():
    found = parsed(
        spec__traffic=[{"name": "own", "requestsPerSecond": 1}],
        spec__scenarios={"replay": {"traffic": "own"}},
    )
    assert found.scenarios.replay == Replay("own", 0, 900, 1)


def test_load_has_defaults():
    assert parsed().load == Load(
        generators=1, max_connections=256, arrivals="Constant", seed=1, max_failure_percent=1
    )


def test_the_autoscaler_of_the_deployment_has_kubernetes_own_defaults():
    spec = parsed(spec__containerized__horizontalPodAutoscaler={"maxReplicas": 4})
    assert spec.containerized.horizontal_pod_autoscaler == HorizontalPodAutoscaler(
        max_replicas=4, target_cpu_utilization_percentage=80, scale_down_stabilization_seconds=300
    )


def test_the_enum_of_reasons_is_the_code_s():
    conditions = properties()["status"]["properties"]["conditions"]
    assert sorted(conditions["items"]["properties"]["reason"]["enum"]) == sorted(Reason)


def test_every_field_of_the_spec_is_described_and_bounded():
    """Unbounded strings and lists would also make the CEL rules too dear."""
    problems = []
    bounds = {"integer": ("minimum", "maximum"), "array": ("maxItems",), "string": ("maxLength",)}
    for path, schema in fields("spec", properties()["spec"]):
        if not path.endswith("[]") and not schema.get("description"):
            problems.append(f"{path} has no description")
        if "enum" not in schema:
            missing = set(bounds.get(schema.get("type"), ())) - set(schema)
            problems.extend(f"{path} has no {bound}" for bound in missing)
    assert problems == []


def test_kubectl_explains_the_fields():
    assert "segments" in kubectl("explain", "mbench.spec.scenarios.steady.rounds").lower()
    words = kubectl("explain", "mbench.status.variants.steady.rates.latencies")
    assert "lowerMicroseconds" in words


def test_the_short_name_and_the_columns_that_show_the_recommendation():
    assert "mbench" in kubectl("api-resources", "--api-group=modelbench.dev")
    columns = [column["name"] for column in definition()["additionalPrinterColumns"]]
    assert columns[:5] == [
        "Succeeded",
        "Reason",
        "Serverless cold start",
        "Containerized cold start",
        "Recommendation",
    ]

"""What the shipped Prometheus may do: ask pods at their own addresses, never one that starts."""

import re

import yaml
from modelbench.api.names import BENCHMARK_LABEL, ROLE_LABEL, VARIANT_LABEL, Role

from cluster.settings import REPOSITORY, parse_versions

FOLDER = REPOSITORY / "manifests" / "monitoring"
CONFIGURATION = yaml.safe_load((FOLDER / "configuration.yaml").read_text())
JOBS = {job["job_name"]: job for job in CONFIGURATION["scrape_configs"]}
OF_VARIANTS = ("modelbench-serverless", "modelbench-model")
SERVERLESS = {"pod_label_serving_knative_dev_revision": "b-serverless-00001"}
OBJECTS = [
    found
    for name in ("namespace.yaml", "rbac.yaml", "prometheus.yaml")
    for found in yaml.safe_load_all((FOLDER / name).read_text())
]


def of(kind):
    return next(found for found in OBJECTS if found["kind"] == kind)


def kept(job, **labels):
    """Whether a pod's port with these discovered labels is scraped."""
    meta = {f"__meta_kubernetes_{name}": value for name, value in labels.items()}
    for rule in JOBS[job]["relabel_configs"]:
        if rule.get("action") == "keep":
            value = ";".join(meta.get(label, "") for label in rule["source_labels"])
            if not re.fullmatch(rule["regex"], value):
                return False
    return True


def pod(role=Role.MODEL, **labels):
    names = {"pod_label_modelbench_dev_role": role, "pod_ready": "true", "pod_phase": "Running"}
    return {**names, **labels}


def test_only_pods_are_found_so_that_no_scrape_goes_through_a_service_or_an_activator():
    for job in JOBS.values():
        assert {found["role"] for found in job["kubernetes_sd_configs"]} == {"pod"}
        targets = [rule.get("target_label") for rule in job["relabel_configs"]]
        assert "__address__" not in targets


def test_of_a_serverless_pod_only_the_queue_proxys_count_of_requests_is_read():
    found = pod(**SERVERLESS, pod_container_image="dev.local/modelbench/sample:0.1.0")
    for port in ("http-autometric", "queue-port", "http-queueadm", "user-port", ""):
        assert not any(kept(job, **found, pod_container_port_name=port) for job in JOBS)
    assert kept("modelbench-serverless", **found, pod_container_port_name="http-usermetric")


def test_a_pod_that_is_not_ready_is_left_alone():
    image = {"pod_container_image": "dev.local/modelbench/sample:0.1.0"}
    port = {**SERVERLESS, "pod_container_port_name": "http-usermetric"}
    assert kept("modelbench-model", **pod(), **image)
    for more in (image, port):
        assert not any(kept(job, **pod(pod_ready="false"), **more) for job in JOBS)


def test_a_model_is_asked_only_where_it_has_metrics_and_its_start_is_not_measured():
    sample, other = "dev.local/modelbench/sample:0.1.0", "dev.local/modelbench/test-model:0.1.0"
    for role, labels, image, asked in (
        (Role.MODEL, {}, sample, True),
        (Role.MODEL, {}, other, False),
        (Role.START, {}, sample, False),
        (Role.MODEL, SERVERLESS, sample, False),
    ):
        found = pod(role, **labels, pod_container_image=image)
        assert kept("modelbench-model", **found) is asked


def test_the_labels_that_are_read_are_those_that_pods_of_variants_carry():
    for job in OF_VARIANTS:
        rules = JOBS[job]["relabel_configs"]
        read = {label for rule in rules for label in rule["source_labels"]}
        for label in (BENCHMARK_LABEL, ROLE_LABEL, VARIANT_LABEL):
            assert f"__meta_kubernetes_pod_label_{re.sub('[^a-z0-9]', '_', label)}" in read


def test_it_may_list_and_watch_pods_and_nothing_else():
    rules = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["list", "watch"]}]
    assert of("ClusterRole")["rules"] == rules


def test_its_image_is_the_one_that_is_loaded():
    version = parse_versions((REPOSITORY / "versions.env").read_text())["MODELBENCH_VERSION"]
    [container] = of("Deployment")["spec"]["template"]["spec"]["containers"]
    assert container["image"] == f"dev.local/modelbench/prometheus:{version}"


def test_who_installs_the_operator_is_given_no_prometheus():
    resources = yaml.safe_load((REPOSITORY / "manifests" / "kustomization.yaml").read_text())
    assert not any("monitoring" in path for path in resources["resources"])


def test_nobody_but_the_operator_can_claim_to_be_it_and_nobody_has_endless_series():
    (found,) = JOBS["modelbench-operator"]["kubernetes_sd_configs"]
    assert found["namespaces"] == {"names": ["modelbench-system"]}
    for job in ("modelbench-operator", *OF_VARIANTS):
        assert JOBS[job]["sample_limit"] <= 100_000

"""Each switch adds or removes its own objects and no other."""

import itertools
import json

import pytest
import yaml

from tests.chart.rendering import NAMESPACE, added, operator_pod, render
from tools.chart import copies

CRD = ("CustomResourceDefinition", "modelbenchmarks.modelbench.dev")
ACCOUNT = ("ServiceAccount", "modelbench-operator")
ROLES = [
    ("ClusterRole", "modelbench-operator"),
    ("ClusterRole", "modelbench-runner"),
    ("ClusterRoleBinding", "modelbench-operator"),
]
USER_ROLES = [("ClusterRole", "modelbench-edit"), ("ClusterRole", "modelbench-view")]
DASHBOARD = ("ConfigMap", "modelbench-dashboard")
RULE = ("PrometheusRule", "modelbench")
POLICY = ("NetworkPolicy", "modelbench-operator")
SELECTOR = {"app.kubernetes.io/name": "modelbench", "app.kubernetes.io/component": "operator"}


def sources(folder):
    return [source for copy, source in copies().items() if copy.parent.name == folder]


@pytest.mark.parametrize(
    ("values", "objects"),
    [
        ({"crds": {"install": False}}, [CRD]),
        ({"rbac": {"create": False}}, ROLES),
        ({"rbac": {"aggregateUserRoles": False}}, USER_ROLES),
        ({"serviceAccount": {"create": False, "name": "modelbench-operator"}}, [ACCOUNT]),
    ],
)
def test_what_is_there_by_default_can_be_left_out(values, objects):
    assert added({}, without=values) == (objects, [])


@pytest.mark.parametrize(
    ("values", "object_"),
    [
        ({"dashboard": {"enabled": True}}, DASHBOARD),
        ({"metrics": {"rules": {"enabled": True}}}, RULE),
        ({"metrics": {"monitor": {"enabled": True}}}, ("ServiceMonitor", "modelbench-operator")),
        (
            {"metrics": {"monitor": {"enabled": True, "kind": "PodMonitor"}}},
            ("PodMonitor", "modelbench-operator"),
        ),
        ({"networkPolicy": {"enabled": True}}, POLICY),
    ],
)
def test_what_is_not_there_by_default_can_be_added(values, object_):
    assert added(values) == ([object_], [])


def test_the_definition_is_kept_unless_it_is_told_otherwise():
    assert render()[CRD]["metadata"]["annotations"] == {"helm.sh/resource-policy": "keep"}
    assert "annotations" not in render({"crds": {"keep": False}})[CRD]["metadata"]


def test_a_service_account_has_its_name_and_annotations():
    account = {"name": "robot", "annotations": {"example.com/role": "reader"}}
    found = render({"serviceAccount": account})
    metadata = found["ServiceAccount", "robot"]["metadata"]
    assert metadata["annotations"] == account["annotations"]
    (subject,) = found["ClusterRoleBinding", "modelbench-operator"]["subjects"]
    assert subject == {"kind": "ServiceAccount", "name": "robot", "namespace": NAMESPACE}
    assert operator_pod({"serviceAccount": account})["spec"]["serviceAccountName"] == "robot"
    assert found["Pod", "modelbench-test"]["spec"]["serviceAccountName"] == "robot"


@pytest.mark.parametrize(
    ("kind", "endpoints"),
    [("ServiceMonitor", "endpoints"), ("PodMonitor", "podMetricsEndpoints")],
)
def test_a_monitor_finds_the_operators_metrics(kind, endpoints):
    monitor = {
        "enabled": True,
        "kind": kind,
        "namespace": "monitoring",
        "labels": {"release": "prometheus"},
        "interval": "1m30s",
        "scrapeTimeout": "10s",
    }
    found = render({"metrics": {"monitor": monitor}})
    item = found[kind, "modelbench-operator"]
    assert item["metadata"]["namespace"] == "monitoring"
    assert item["metadata"]["labels"]["release"] == "prometheus"
    assert item["spec"] == {
        "namespaceSelector": {"matchNames": [NAMESPACE]},
        "selector": {"matchLabels": SELECTOR},
        endpoints: [{"port": "metrics", "interval": "1m30s", "scrapeTimeout": "10s"}],
    }
    # Both have the labels that it selects, and a port of that name.
    service = found["Service", "modelbench-operator-metrics"]
    assert service["metadata"]["labels"].items() >= SELECTOR.items()
    assert [port["name"] for port in service["spec"]["ports"]] == ["metrics"]
    assert operator_pod()["metadata"]["labels"].items() >= SELECTOR.items()


def test_a_monitor_leaves_the_times_to_prometheus():
    found = render({"metrics": {"monitor": {"enabled": True}}})
    item = found["ServiceMonitor", "modelbench-operator"]
    assert item["spec"]["endpoints"] == [{"port": "metrics"}]
    assert item["metadata"]["namespace"] == NAMESPACE


def test_the_rules_are_those_of_the_manifests():
    rules = {"enabled": True, "namespace": "monitoring", "labels": {"release": "prometheus"}}
    item = render({"metrics": {"rules": rules}})[RULE]
    assert item["metadata"]["namespace"] == "monitoring"
    assert item["metadata"]["labels"]["release"] == "prometheus"
    groups = [yaml.safe_load(source.read_text())["groups"] for source in sources("rules")]
    assert item["spec"]["groups"] == list(itertools.chain(*groups))
    assert groups


def test_the_dashboards_are_those_of_the_manifests():
    dashboard = {
        "enabled": True,
        "namespace": "grafana",
        "labels": {"team": "ml"},
        "annotations": {"grafana_folder": None},
    }
    item = render({"dashboard": dashboard})[DASHBOARD]
    assert item["metadata"]["namespace"] == "grafana"
    assert item["metadata"]["labels"].items() >= {"team": "ml", "grafana_dashboard": "1"}.items()
    assert "annotations" not in item["metadata"]
    boards = {source.name: json.loads(source.read_text()) for source in sources("dashboards")}
    assert {name: json.loads(text) for name, text in item["data"].items()} == boards


def test_the_policy_admits_scrapes_and_probes_and_lets_out_dns_and_the_api_server():
    peer = {"namespaceSelector": {"matchLabels": {"name": "monitoring"}}}
    policy = {"enabled": True, "metricsFrom": [peer], "apiServerPorts": [8443]}
    spec = render({"networkPolicy": policy})[POLICY]["spec"]
    assert spec["podSelector"] == {"matchLabels": SELECTOR}
    assert spec["policyTypes"] == ["Ingress", "Egress"]
    assert spec["ingress"] == [
        {"ports": [{"port": "metrics"}], "from": [peer]},
        {"ports": [{"port": "health"}]},
    ]
    dns = [{"port": 53, "protocol": protocol} for protocol in ("UDP", "TCP")]
    assert spec["egress"] == [{"ports": dns}, {"ports": [{"port": 8443}]}]


def test_the_policy_lets_anyone_scrape_by_default():
    spec = render({"networkPolicy": {"enabled": True}})[POLICY]["spec"]
    assert spec["ingress"][0] == {"ports": [{"port": "metrics"}]}
    assert spec["egress"][1] == {"ports": [{"port": 443}, {"port": 6443}]}

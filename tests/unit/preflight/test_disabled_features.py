"""Each word of Knative's webhook, as 1.15 says it, leads to the flag that it asks for."""

import re

import pytest
from modelbench.preflight.features import disabled_features, enabling_command

DENIED = (
    'admission webhook "validation.webhook.serving.knative.dev" denied the request: '
    "validation failed: "
)
NOT_SET = "must not set the field(s): "
POD = "kubernetes.podspec-"


def flags(words, settings=None):
    found = disabled_features(DENIED + words, settings or {})
    return [feature.flag for feature in found]


@pytest.mark.parametrize(
    ("field", "flag"),
    [
        ("affinity", "affinity"),
        ("dnsConfig", "dnsconfig"),
        ("dnsPolicy", "dnspolicy"),
        ("hostAliases", "hostaliases"),
        ("hostIPC", "hostipc"),
        ("hostNetwork", "hostnetwork"),
        ("hostPID", "hostpid"),
        ("initContainers", "init-containers"),
        ("nodeSelector", "nodeselector"),
        ("priorityClassName", "priorityclassname"),
        ("runtimeClassName", "runtimeclassname"),
        ("schedulerName", "schedulername"),
        ("shareProcessNamespace", "shareprocessnamespace"),
        ("tolerations", "tolerations"),
        ("topologySpreadConstraints", "topologyspreadconstraints"),
        ("securityContext, spec.template.spec.securityContext.fsGroup", "securitycontext"),
        ("containers[0].env[0].valueFrom.fieldRef", "fieldref"),
        ("containers[0].env[3].valueFrom.resourceFieldRef", "fieldref"),
        ("initContainers[0].env[0].valueFrom.fieldRef", "fieldref"),
        ("volumes[12].hostPath", "volumes-hostpath"),
        ("volumes[0].csi", "volumes-csi"),
    ],
)
def test_a_refused_field_of_the_pod_has_its_flag(field, flag):
    assert flags(f"{NOT_SET}spec.template.spec.{field}") == [POD + flag]


def test_a_sidecar_s_probe_and_a_capability_have_flags_of_other_names():
    probe = "containers[1].readinessProbe, spec.template.spec.containers[1].readinessProbe"
    assert flags(f"{NOT_SET}spec.template.spec.{probe}.successThreshold") == [
        "multi-container-probing"
    ]
    added = "spec.template.spec.containers[0].securityContext.capabilities.add"
    assert flags(NOT_SET + added) == ["kubernetes.containerspec-addcapabilities"]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("multi-container is off, but found 2 containers: ", ["multi-container"]),
        (
            "Persistent volume write support is disabled, but found persistent volume claim c that "
            "is not read-only: ",
            [f"{POD}persistent-volume-write"],
        ),
        (
            "Persistent volume claim support is disabled, but found persistent volume claim c: \n"
            "must not set the field(s): spec.template.spec.volumes[0].persistentVolumeClaim",
            [f"{POD}persistent-volume-claim"],
        ),
        (
            "EmptyDir volume support is disabled, but found EmptyDir volume v: \n"
            "must not set the field(s): spec.template.spec.volumes[0].emptyDir",
            [f"{POD}volumes-emptydir"],
        ),
        (
            "must not set the field(s): spec.template.spec.initContainers\n"
            "pod spec support for init-containers is off, but found 1 init containers: ",
            [f"{POD}init-containers"],
        ),
    ],
)
def test_what_knative_refuses_in_words_of_its_own_is_understood(words, wanted):
    assert flags(words) == wanted


def test_several_are_told_each_once():
    words = (
        "must not set the field(s): spec.template.spec.tolerations, spec.template.spec.volumes[0]."
        "persistentVolumeClaim, spec.template.spec.volumes[1].persistentVolumeClaim"
    )
    assert flags(words) == [f"{POD}persistent-volume-claim", f"{POD}tolerations"]


@pytest.mark.parametrize("value", ["enabled", "Allowed"])
def test_a_flag_that_is_on_is_not_to_blame(value):
    words = f"{NOT_SET}spec.template.spec.securityContext.sysctls"
    assert flags(words, {f"{POD}securitycontext": value}) == []


@pytest.mark.parametrize(
    "words",
    [
        f"{NOT_SET}spec.template.spec.nodeName",
        "more than one container port is set: spec.template.spec.containers[*].ports",
        "expected 0 <= 3600 <= 600: spec.template.spec.timeoutSeconds",
    ],
)
def test_what_no_flag_allows_has_none(words):
    assert flags(words) == []


def test_one_command_turns_all_of_them_on():
    command = enabling_command([f"{POD}affinity", "multi-container"])
    assert command == (
        "kubectl patch configmap/config-features -n knative-serving --type merge -p "
        '\'{"data":{"kubernetes.podspec-affinity":"enabled","multi-container":"enabled"}}\''
    )
    assert re.fullmatch(r"kubectl [^']*'[^']*'", command)

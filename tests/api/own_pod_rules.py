"""The rules of the pods that are not the model's, for the tests. As in ``test_field_rules``."""


def _toleration(**fields):
    return [{"key": "dedicated", "operator": "Exists", **fields}]


def _rules(where):
    """Those of a pod that is placed, at this path of the spec."""
    field = "spec__" + where.replace(".", "__") + "__"
    of = f"spec.{where}."
    return [
        (field + "resources", {"limits": {"cpu": 1}}, {"limits": {"cpu": "-1"}}, f"{of}resources"),
        (field + "nodeSelector", {"a": "b"}, {"a": "b" * 64}, f"{of}nodeSelector"),
        (field + "tolerations", _toleration(), _toleration(operator="In"), f"{of}tolerations[0]"),
        (field + "tolerations", _toleration(), _toleration(effect="No"), f"{of}tolerations[0]"),
        (field + "tolerations", _toleration(), _toleration() * 17, f"{of}tolerations"),
    ]


def _limited(cpu):
    return {"resources": {"limits": {"cpu": cpu}}}


def _variant(cpu):
    return [{"name": "a", "serverless": {"queueProxy": _limited(cpu)}}]


OWN_POD_RULES = [
    *_rules("runner"),
    *_rules("load.generatorPods"),
    ("spec__runner__imagePullSecretNames", ["a"] * 8, ["a"] * 9, "imagePullSecretNames"),
    ("spec__runner__imagePullSecretNames", ["a.b"], ["A"], "spec.runner.imagePullSecretNames[0]"),
    ("spec__serverless__queueProxy", _limited("500m"), _limited("x"), "spec.serverless.queueProxy"),
    ("spec__variants", _variant("1e3"), _variant("x"), "spec.variants[0].serverless.queueProxy"),
]

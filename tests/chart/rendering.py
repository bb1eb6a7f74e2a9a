"""What Helm makes of the chart, and of values that it refuses."""

import copy
import functools
import json
import subprocess

import yaml

from tools.chart import CHART

RELEASE, NAMESPACE = "modelbench", "modelbench-system"


def helm(*arguments, namespace=NAMESPACE, values=None):
    """The output of one call of Helm; RuntimeError with its own words when it fails."""
    flags = ("--namespace", namespace, *(("--values", "-") if values is not None else ()))
    done = subprocess.run(
        ["helm", *arguments, *flags],
        input=json.dumps(values),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


def render(values=None, release=RELEASE):
    """Every object by its kind and name; RuntimeError when Helm refuses the values."""
    return copy.deepcopy(_render(json.dumps(values or {}), release))


@functools.cache
def _render(values, release):
    text = helm("template", release, CHART, values=json.loads(values))
    items = [item for item in yaml.load_all(text, Loader=yaml.CSafeLoader) if item]
    found = {(item["kind"], item["metadata"]["name"]): item for item in items}
    assert len(found) == len(items)
    return found


def added(values, without=None):
    """What values add to the objects, and what they change: two lists of kinds and names."""
    before, after = render(without), render(values)
    new = [key for key in after if key not in before]
    changed = [key for key in after if key in before and after[key] != before[key]]
    return sorted(new), sorted(changed)


def refusal(values):
    """Helm's words; AssertionError when it takes the values."""
    try:
        render(values)
    except RuntimeError as error:
        return str(error)
    raise AssertionError(f"taken: {values}")


def operator_pod(values=None):
    """The pod template of the operator's Deployment."""
    return render(values)["Deployment", "modelbench-operator"]["spec"]["template"]


def operator_environment(values=None):
    (container,) = operator_pod(values)["spec"]["containers"]
    return {variable["name"]: variable["value"] for variable in container["env"]}

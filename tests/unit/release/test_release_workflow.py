"""The release workflow, as far as it can be looked at without a forge."""

import re
import subprocess

import pytest
import yaml
from modelbench.cli.example import REGISTRY

from tools.chart import CHART
from tools.kubectl import ROOT

PATH = ROOT / ".github/workflows/release.yaml"
WORKFLOW = yaml.safe_load(PATH.read_text())
JOBS = WORKFLOW["jobs"]
STEPS = [(name, step) for name, job in JOBS.items() for step in job["steps"]]
SCRIPTS = [(name, step["run"]) for name, step in STEPS if "run" in step]
TARGETS = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text()))
# What each job may do: to read the repository is not worth a word.
MAY_WRITE = {
    "version": set(),
    "images": {"packages"},
    "publish-images": {"attestations", "id-token", "packages"},
    "files": {"attestations", "id-token", "packages"},
    "python-package": {"id-token"},
    "release": {"contents"},
}


def test_it_runs_for_the_tag_of_a_version_alone():
    # YAML 1.1 reads the word as a truth.
    assert WORKFLOW[True] == {"push": {"tags": ["v[0-9]+.[0-9]+.[0-9]+"]}}


def test_every_action_is_pinned_by_a_version_or_a_digest():
    used = [step["uses"] for _, step in STEPS if "uses" in step]
    assert used
    loose = [
        one for one in used if not re.fullmatch(r"[\w./-]+@(v\d+\.\d+\.\d+|[0-9a-f]{40})", one)
    ]
    assert not loose


def test_a_job_may_do_what_it_does_and_no_more():
    assert WORKFLOW["permissions"] == {}
    found = {
        name: {right for right, level in job["permissions"].items() if level == "write"}
        for name, job in JOBS.items()
    }
    assert found == MAY_WRITE


def test_what_has_the_right_to_publish_checks_out_no_credentials():
    for _, step in STEPS:
        if step.get("uses", "").startswith("actions/checkout"):
            assert step["with"]["persist-credentials"] is False


def test_every_target_of_make_exists():
    called = {name for _, run in SCRIPTS for name in re.findall(r"\bmake ([a-z-]+)", run)}
    assert called == {"images-release", "package", "release-files"}
    assert called <= TARGETS


@pytest.mark.parametrize("script", [run for _, run in SCRIPTS])
def test_a_script_is_one_for_a_shell_and_takes_nothing_from_outside_into_its_text(script):
    subprocess.run(["bash", "-n"], input=script, text=True, check=True)
    assert "${{" not in script, "a value from outside is an environment variable"


def test_every_job_that_is_needed_exists():
    for job in JOBS.values():
        needed = job.get("needs", [])
        assert {needed} if isinstance(needed, str) else set(needed) <= JOBS.keys()


def test_the_default_image_is_the_one_that_is_pushed():
    owner = "modelbench"
    pushed = WORKFLOW["env"]["REGISTRY"].replace("${{ github.repository_owner }}", owner)
    assert pushed == REGISTRY
    values = yaml.safe_load((CHART / "values.yaml").read_text())
    assert values["image"]["repository"] == f"{pushed}/operator"
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    assert f"github.com/{owner}/" in chart["home"]
    (image,) = yaml.safe_load(chart["annotations"]["artifacthub.io/images"])
    assert image["image"] == f"{pushed}/operator:{chart['appVersion']}"
    matrix = JOBS["images"]["strategy"]["matrix"]["include"]
    assert {f"linux/{one['architecture']}" for one in matrix} == set(image["platforms"])


def test_images_and_files_have_provenance_and_images_their_bill_of_materials():
    used = {name: {step.get("uses", "").partition("@")[0] for step in job["steps"]}
            for name, job in JOBS.items()}  # fmt: skip
    assert {"actions/attest-sbom", "actions/attest-build-provenance"} <= used["publish-images"]
    assert "actions/attest-build-provenance" in used["files"]


def test_the_charts_example_is_one_that_the_definition_takes():
    annotations = yaml.safe_load((CHART / "Chart.yaml").read_text())["annotations"]
    (example,) = yaml.safe_load(annotations["artifacthub.io/crdsExamples"])
    assert example["kind"] == "ModelBenchmark"
    kinds = {one["kind"] for one in yaml.safe_load(annotations["artifacthub.io/changes"])}
    assert kinds <= {"added", "changed", "deprecated", "removed", "fixed", "security"}

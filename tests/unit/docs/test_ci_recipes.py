"""The recipes for CI are YAML, their scripts are for a shell, and what they call exists."""

import re
import subprocess

import pytest
import yaml

from tests.unit.docs.pages import ROOT, blocks, split
from tests.unit.docs.test_commands import problem

PAGE = ROOT / "docs" / "ci.md"
GITHUB, GITLAB = (yaml.safe_load(one.text) for one in blocks(PAGE) if one.language == "yaml")


def github_scripts():
    return [step["run"] for step in GITHUB["jobs"]["benchmark"]["steps"] if "run" in step]


def gitlab_scripts():
    job = GITLAB["benchmark"]
    return [*job["before_script"], *job["script"], *job["after_script"]]


RECIPES = {"github": github_scripts(), "gitlab": gitlab_scripts()}


@pytest.mark.parametrize("name", RECIPES)
def test_scripts_are_for_a_shell(name):
    for script in RECIPES[name]:
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)


@pytest.mark.parametrize("name", RECIPES)
def test_what_they_call_exists_with_its_options(name):
    lines = "\n".join(RECIPES[name]).replace("\\\n", " ").splitlines()
    found = [words for line in lines for words in split(line)]
    assert {"modelbench", "kubectl", "docker"} <= {words[0] for words in found}
    problems = [(words, why) for words in found for why in problem(words)]
    # A file at an address that a variable has.
    assert not [one for one in problems if "no file $" not in one[1]]


@pytest.mark.parametrize("name", RECIPES)
def test_they_leave_a_summary_junit_a_page_and_the_samples(name):
    text = "\n".join(RECIPES[name])
    run = next(line for line in text.replace("\\\n", " ").splitlines() if "modelbench run" in line)
    for option in ("--markdown", "--junit", "--report", "--timeout"):
        assert option in run
    assert "modelbench install | kubectl apply --server-side -f -" in text
    assert "> result.yaml" in text


def test_the_summary_is_that_of_the_step_and_what_is_left_is_kept_when_it_fails():
    steps = GITHUB["jobs"]["benchmark"]["steps"]
    assert any('--markdown "$GITHUB_STEP_SUMMARY"' in script for script in RECIPES["github"])
    kept = [step for step in steps if step.get("uses", "").startswith("actions/upload-artifact")]
    assert [step["if"] for step in kept] == ["always()"]
    assert GITLAB["benchmark"]["artifacts"]["when"] == "always"
    assert GITLAB["benchmark"]["artifacts"]["reports"] == {"junit": "results.xml"}


def test_actions_and_images_are_pinned():
    used = [step["uses"] for step in GITHUB["jobs"]["benchmark"]["steps"] if "uses" in step]
    assert all(re.fullmatch(r"[\w/-]+@v\d+\.\d+\.\d+", one) for one in used)
    images = [GITLAB["benchmark"]["image"], *GITLAB["benchmark"]["services"]]
    assert all(re.fullmatch(r"[\w/-]+:\d[\w.-]+", one) for one in images)

"""Every command that the documents show exists, with its flags and its files."""

import importlib.util
import re
from itertools import pairwise

import pytest
import yaml
from click.testing import CliRunner
from modelbench.cli import main

from tests.unit.docs.pages import PAGES, ROOT, commands, name, split

KUBECTL_VERBS = {
    "annotate", "api-resources", "apply", "auth", "config", "cp", "create", "delete", "describe",
    "diff", "edit", "events", "exec", "explain", "get", "kustomize", "label", "logs", "patch",
    "port-forward", "replace", "rollout", "run", "scale", "set", "top", "version", "wait",
}  # fmt: skip
HELM_VERBS = {
    "get", "history", "install", "lint", "list", "package", "pull", "rollback", "show", "status",
    "template", "test", "uninstall", "upgrade",
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_exists(page):
    shown = page.read_text()
    problems = [(" ".join(words), why) for _, words in commands(page) for why in problem(words)]
    # A file that the page itself shows, its name on the first line, need not exist.
    assert not [(words, why) for words, why in problems if f"# {why.split()[-1]}\n" not in shown]


def problem(words):
    """What is wrong with a command, if anything."""
    return list(CHECKS.get(words[0], anything)(words[1:]))


def anything(_words):
    return ()


def make(words):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for word in words:
        if "=" not in word and not word.startswith("-") and word not in targets:
            yield f"no target {word}"


def kubectl(words):
    rest = list(without_global_flags(words))
    if rest[0] == "modelbench":
        yield from modelbench(rest[1:])
        return
    if rest[0] not in KUBECTL_VERBS:
        yield f"kubectl has no {rest[0]}"
    yield from missing_files(words, ("-f", "-k", "--filename", "--kustomize"))


def without_global_flags(words):
    """From the verb on."""
    skip = False
    for position, word in enumerate(words):
        if skip:
            skip = False
        elif word in ("-n", "--namespace", "--context"):
            skip = True
        elif not word.startswith("-"):
            return words[position:]
    return words


def missing_files(words, flags):
    for flag, value in pairwise(words):
        if flag in flags and not is_placeholder(value) and not (ROOT / value).exists():
            yield f"no file {value}"


def is_placeholder(word):
    """``-``, an address, or something that the reader is to fill in."""
    return word == "-" or "://" in word or word.isupper() or word.split(".")[0].isupper()


def modelbench(words):
    """Click reads the flags before it obeys ``--help``, so nothing is run."""
    done = CliRunner().invoke(main.modelbench, [*words, "--help"])
    if done.exit_code:
        yield done.output


def helm(words):
    rest = list(without_global_flags(words))
    if rest[0] not in HELM_VERBS:
        yield f"helm has no {rest[0]}"
    for word in rest[1:]:
        if word.startswith("charts/") and not (ROOT / word).exists():
            yield f"no chart {word}"
    for flag, value in pairwise(rest):
        if flag == "--set" and not has_value(value.partition("=")[0]):
            yield f"the chart has no value {value}"
    yield from missing_files(words, ("-f", "--values"))


def has_value(path):
    found = yaml.safe_load((ROOT / "charts/modelbench/values.yaml").read_text())
    for key in path.split("."):
        if not isinstance(found, dict) or key not in found:
            return False
        found = found[key]
    return True


def python(words):
    if words[0] == "-m":
        if importlib.util.find_spec(words[1]) is None:
            yield f"no module {words[1]}"
        for word in words[2:]:
            if word.endswith(".yaml") and not (ROOT / word).exists():
                yield f"no file {word}"


CHECKS = {
    "make": make,
    "kubectl": kubectl,
    "modelbench": modelbench,
    "helm": helm,
    "python": python,
}


@pytest.mark.parametrize(
    "line",
    [
        "make unmake",
        "kubectl aply -f examples/sample.yaml",
        "kubectl -n default apply -f examples/nothing.yaml",
        "modelbench ruin -f examples/sample.yaml",
        "modelbench get sample --no-such-flag",
        "kubectl modelbench got",
        "python -m tools.undone",
        "python -m tools.demo examples/nothing.yaml",
    ],
)
def test_a_command_that_does_not_exist_is_found(line):
    [words] = split(line)
    assert problem(words)


def test_commands_are_told_from_output_and_comments():
    assert list(split("NAME     SUCCEEDED   REASON")) == []
    assert list(split("$ make demo     # everything")) == [("make", "demo")]
    assert list(split("CGO_ENABLED=0 go build .")) == [("go", "build", ".")]
    assert list(split("kubectl get x | gunzip > y")) == [("kubectl", "get", "x")]

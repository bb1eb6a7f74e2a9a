"""A ModelBenchmark of a workload, and its text with what a reader should know as comments."""

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

import yaml

from modelbench.api.names import API_VERSION, KIND
from modelbench.conversion.findings import Findings, Json, Missing, Workload
from modelbench.conversion.request import (
    RequestChoices,
    body_beside,
    body_reference,
    request_of,
)
from modelbench.conversion.template import ModelChoices, model_of

_LONGEST_NAME = 40
"""The most characters of a benchmark's name (``crds/``)."""

_WIDTH = 96
TO_DO = "TO DO:"


@dataclass(frozen=True)
class Converted:
    """A benchmark, what is applied before it, and what there is to say of both."""

    benchmark: Json
    beside: tuple[Json, ...]
    notes: tuple[str, ...]
    missing: tuple[Missing, ...]


def converted(
    workload: Workload,
    model: ModelChoices,
    request: RequestChoices,
    findings: Findings,
    name: str | None = None,
) -> Converted:
    """The benchmark of a workload. ConversionError when it cannot be one."""
    name = name or benchmark_name(workload.name)
    fields = model_of(workload, model, findings)
    asked = request_of(workload, request, findings)
    beside = body_beside(request.body, name)
    if beside is not None:
        asked["bodyFrom"] = body_reference(beside)
    spec: Json = {"model": {**fields, "request": asked}}
    for mode in ("serverless", "containerized"):
        settings = dict(getattr(workload, mode))
        spec |= {mode: settings} if settings else {}
    benchmark = {"apiVersion": API_VERSION, "kind": KIND, "metadata": {"name": name}, "spec": spec}
    return Converted(
        benchmark, (beside,) if beside else (), tuple(findings.notes), tuple(findings.missing)
    )


def benchmark_name(text: str) -> str:
    """A name that a benchmark may have, as near to another as it can be."""
    found = re.sub(r"[^a-z0-9-]+", "-", text.lower()).lstrip("-0123456789")
    return found[:_LONGEST_NAME].rstrip("-") or "model"


def manifest_text(found: Converted, source: str) -> str:
    """The manifests as YAML, with comments: where it comes from, what was left out, what to do."""
    head = [f"Made by `modelbench init` from {source}.", *found.notes]
    benchmark = yaml.safe_dump(
        found.benchmark, sort_keys=False, allow_unicode=True, width=_WIDTH, default_flow_style=False
    )
    for one in found.missing:
        benchmark = _with_comment(benchmark, one)
    beside = [yaml.safe_dump(one, sort_keys=False, width=_WIDTH) for one in found.beside]
    return _comments(head) + "---\n".join([*beside, benchmark])


def _comments(lines: Iterable[str], indent: str = "") -> str:
    wrapped = (part for line in lines for part in _wrapped(line, indent))
    return "".join(f"{line}\n" for line in wrapped)


def _wrapped(line: str, indent: str) -> list[str]:
    plain = " ".join(line.split())
    first, rest = f"{indent}# ", f"{indent}#   "
    return textwrap.wrap(plain, _WIDTH, initial_indent=first, subsequent_indent=rest,
                         break_long_words=False, break_on_hyphens=False)  # fmt: skip


def _with_comment(text: str, missing: Missing) -> str:
    """The comment above the line of the field that it is about."""
    *parents, key = missing.field.split(".")
    indent = "  " * len(parents)
    comment = _comments([f"{TO_DO} {missing.text}"], indent)
    line = re.compile(rf"^{indent}{re.escape(key)}:", re.MULTILINE)
    found = line.search(text)
    if found is None:
        return _comments([f"{TO_DO} {missing.field}: {missing.text}"]) + text
    return text[: found.start()] + comment + text[found.start() :]

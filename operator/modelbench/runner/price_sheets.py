"""The price sheets of a benchmark: those that are shipped, and those of its ConfigMap."""

from collections.abc import Iterator, Mapping
from typing import Any

from modelbench.api.choices import Cost
from modelbench.api.names import Names
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.kube.client import KubernetesApi, url_of
from modelbench.prices import BUILT_IN, read_built_in, read_document

Document = Mapping[str, Any]
_MOST_OWN = 8
"""Every sheet is an option of every variant: with more, a page is unreadable and a status large."""

_FIELD = "spec.cost.sheets.configMapName"


def load_sheets(api: KubernetesApi, names: Names, cost: Cost | None) -> dict[str, Document]:
    """The documents by name. BenchmarkError, with sheet and field, when one cannot be used."""
    if cost is None:
        return {}
    sheets = {name: read_built_in(name) for name in cost.sheets.names}
    if cost.sheets.config_map_name is not None:
        sheets |= dict(_own(api, names, cost.sheets.config_map_name))
    return sheets


def _own(api: KubernetesApi, names: Names, config_map: str) -> Iterator[tuple[str, Document]]:
    # A runner without sheets of a user starts without their parser.
    from modelbench.cost.price_sheet import parse_sheet

    found = api.get(url_of("v1", "ConfigMap", names.namespace, config_map))
    texts: Mapping[str, str] = (found or {}).get("data", {})
    if not texts or len(texts) > _MOST_OWN:
        what = "does not exist" if found is None else f"must have 1 to {_MOST_OWN} keys"
        raise _refusal(config_map, what)
    for key, text in sorted(texts.items()):
        name = key.removesuffix(".yaml").removesuffix(".yml")
        try:
            if name in BUILT_IN:
                raise ValueError("a shipped sheet has that name")
            document = read_document(text)
            parse_sheet(name, document)
        except ValueError as error:
            raise _refusal(config_map, f"{key}: {error}") from error
        yield name, document


def _refusal(config_map: str, what: str) -> BenchmarkError:
    return BenchmarkError(Reason.RESOURCES_REJECTED, f"{_FIELD}: ConfigMap {config_map}: {what}")

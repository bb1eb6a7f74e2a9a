"""What the measurement itself cost; None when no price sheet says."""

from collections.abc import Sequence

from modelbench.display.tables import PATHS, UNKNOWN, Fields, Row, Section


def run_cost(status: Fields) -> Section | None:
    """The pods of both paths, and of the whole run with its own runner and generators."""
    whole = status.get("cost", {})
    if "podSeconds" not in whole:
        return None
    found = [*(status.get(path, {}).get("cost", {}) for path in PATHS), whole]
    seconds = (f"{fields['podSeconds']} s" if "podSeconds" in fields else "-" for fields in found)
    rows: list[Row] = [
        ("Cost of this run", *PATHS, "with the runner"),
        ("  pods existed", *seconds),
    ]
    rows.extend(_row(item, found) for item in whole.get("amounts", ()))
    return Section(tuple(rows))


def _row(item: Fields, found: Sequence[Fields]) -> Row:
    amounts = (_amount(fields, item["sheet"]) for fields in found)
    return (f"  {item['sheet']}, {item.get('currency', '')}", *amounts)


def _amount(fields: Fields, sheet: str) -> str:
    by_sheet: dict[str, str] = {item["sheet"]: item["amount"] for item in fields.get("amounts", ())}
    return by_sheet.get(sheet, UNKNOWN)

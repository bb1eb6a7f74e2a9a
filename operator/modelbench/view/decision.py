"""What is to be chosen, at which cost, and whether the objectives are met; None when not asked."""

from collections.abc import Iterator, Sequence

from modelbench.display.tables import PATHS, UNKNOWN, Fields, Row, Section, interval


def recommendation(status: Fields) -> list[str]:
    """One sentence for each traffic profile."""
    return [found["sentence"] for found in status.get("recommendation", ())]


def objectives(status: Fields) -> Section | None:
    """Each with its verdict and its figure; below them why some are not decided."""
    found = status.get("objectives", ())
    if not found:
        return None
    rows: list[Row] = [("Objectives", "verdict", "at most", "measured")]
    for item in found:
        measured = interval(item, "value", "lower", "upper", _unit(status, item))
        rows.append((f"  {place(item)}", item["verdict"], bound(status, item), measured))
    undecided = (item for item in found if item["verdict"] == "Inconclusive")
    reasons = (f"{place(item)}, not decided: {item['message']}" for item in undecided)
    return Section(tuple(rows), tuple(reasons))


def place(item: Fields) -> str:
    """Which figure an objective is about."""
    rate = f" at {item['ratePerSecond']}/s" if "ratePerSecond" in item else ""
    traffic = f" for {item['traffic']}" if "traffic" in item else ""
    sheet = f" on {item['sheet']}" if "sheet" in item else ""
    return f"{item['figure']}{rate}{traffic}{sheet}"


def bound(status: Fields, item: Fields) -> str:
    """What the figure of an objective must not exceed, with its unit."""
    return f"{item['maximum']}{_unit(status, item)}"


def _unit(status: Fields, item: Fields) -> str:
    if item["figure"].endswith("Percent"):
        return " %"
    if not item["figure"].endswith(".perMonth"):
        return " ms"
    sheets = status.get("cost", {}).get("sheets", ())
    known = {sheet["name"]: f" {sheet['currency']}" for sheet in sheets}
    return known.get(item.get("sheet"), "")


def cost(status: Fields) -> Section | None:
    """Both paths at each traffic and by each sheet; what is not known says why."""
    profiles = status.get("traffic", ())
    if not profiles:
        return None
    rows: list[Row] = [("Cost of a month", *PATHS)]
    for profile in profiles:
        rows.append((f"  {profile['name']}, {profile['requestsPerMonth']} requests",))
        for (sheet, currency), by_path in _by_sheet(profile).items():
            paths = [by_path.get(path) for path in PATHS]
            rows.append((f"    {sheet}, {currency}", *(_month(fields) for fields in paths)))
            cold = [_cold(fields) for fields in paths]
            if any(cold):
                rows.append(("      meet a cold start", *cold))
    missing = (line for profile in profiles for line in _missing(profile))
    return Section(tuple(rows), (*missing, *_control_planes(profiles)))


def _by_sheet(profile: Fields) -> dict[tuple[str, str], dict[str, Fields]]:
    found: dict[tuple[str, str], dict[str, Fields]] = {}
    for fields in profile.get("costs", ()):
        sheet = found.setdefault((fields["sheet"], fields["currency"]), {})
        sheet[fields["path"]] = fields
    return found


def _month(fields: Fields | None) -> str:
    if fields is None:
        return "-"
    return interval(fields, "perMonth", "perMonthLower", "perMonthUpper")


def _cold(fields: Fields | None) -> str:
    if fields is None or "coldPercent" not in fields:
        return ""
    return interval(fields, "coldPercent", "coldPercentLower", "coldPercentUpper", " %")


def _control_planes(profiles: Sequence[Fields]) -> list[str]:
    """It costs the same at each traffic."""
    known = (one for profile in profiles for one in profile.get("costs", ()))
    lines = (
        f"Knative's control plane on {one['sheet']}, {one['currency']}: "
        f"{one['controlPlanePerMonth']}, {'' if one['includesControlPlane'] else 'not '}counted"
        for one in known
        if "controlPlanePerMonth" in one
    )
    return list(dict.fromkeys(lines))


def _missing(profile: Fields) -> Iterator[str]:
    for fields in profile.get("costs", ()):
        if "missingReason" in fields:
            option = f"{fields['path']} on {fields['sheet']}"
            yield f"{profile['name']}, {option}, not known: {fields['missingReason']}"


def break_even(status: Fields) -> Section | None:
    """The rate from which the containerized path is the cheaper one, for each pair of sheets."""
    rows = [
        (f"  {profile['name']}, {_pair(even)}", _rate(even))
        for profile in status.get("traffic", ())
        for even in profile.get("breakEvens", ())
    ]
    return Section((("Containerized is cheaper",), *rows)) if rows else None


def _pair(even: Fields) -> str:
    names = (even["serverlessSheet"], even["containerizedSheet"])
    return names[0] if names[0] == names[1] else " or ".join(names)


def _rate(even: Fields) -> str:
    if "requestsPerSecond" in even:
        names = ("requestsPerSecond", "requestsPerSecondLower", "requestsPerSecondUpper")
        side = "below" if even.get("cheaperAbove") == "Serverless" else "above"
        others = f", the nearest of {even['crossings']}" if even.get("crossings", 1) > 1 else ""
        return f"{side} {interval(even, *names, ' requests/s')}{others}"
    if "alwaysCheaper" in even:
        word = "always" if even["alwaysCheaper"] == "Containerized" else "never"
        until = even.get("upToRequestsPerSecond")
        return f"{word}, up to {until} requests/s" if until else word
    return f"{UNKNOWN}: {even.get('missingReason', '-')}"

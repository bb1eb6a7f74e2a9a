"""What can be chosen at the top of a board. At first it shows the newest benchmark."""

from grafana_foundation_sdk.builders.dashboard import DatasourceVariable, QueryVariable
from grafana_foundation_sdk.models.dashboard import (
    DataSourceRef,
    VariableOption,
    VariableRefresh,
    VariableSort,
)

from dashboard.queries import ONE_BENCHMARK, SCRAPED

DATASOURCE = DataSourceRef(type_val="prometheus", uid="$datasource")

# Of all that is shown: the operator, Knative's autoscaler, the serverless pods.
_SHOWN = (
    "modelbench_reconcile_duration_seconds_count",
    "autoscaler_desired_pods",
    "revision_request_count",
)
_ANY_SHOWN = f'__name__=~"{"|".join(_SHOWN)}"'
_STARTED = "modelbench_benchmark_start_timestamp_seconds"
# Which metrics a variant has depends on the scenarios of its benchmark.
_ANY_RESULT = f'{{__name__=~"modelbench_.+", {ONE_BENCHMARK}}}'
_IN_NAMESPACE = f'{SCRAPED}, benchmark_namespace="$namespace"'
_COST = "modelbench_cost_per_month"
_RATE = "modelbench_traffic_requests_per_second"
_IN_CURRENCY = f'{ONE_BENCHMARK}, currency="$currency"'


Variable = DatasourceVariable | QueryVariable


def of_the_operator() -> list[Variable]:
    """Where the metrics come from."""
    return [
        DatasourceVariable("datasource").label("Data source").type("prometheus"),
        _several("job", "Job", f"label_values({{{_ANY_SHOWN}}}, job)"),
        _several("instance", "Instance", f'label_values({{{_ANY_SHOWN}, job=~"$job"}}, instance)'),
    ]


def of_the_pods() -> list[Variable]:
    """Which benchmark, and which of its variants. Each after those that its query uses."""
    return [
        *of_the_operator(),
        _newest_first("namespace", "Namespace", f"{_STARTED}{{{SCRAPED}}}", "benchmark_namespace"),
        _newest_first("benchmark", "Benchmark", f"{_STARTED}{{{_IN_NAMESPACE}}}", "benchmark"),
        _named("variant", "Variant", f"label_values({_ANY_RESULT}, variant)"),
    ]


def of_the_results() -> list[Variable]:
    """All variables. Of several currencies one is shown: their amounts must not be compared."""
    return [
        *of_the_pods(),
        _several("traffic", "Traffic", _values(_RATE, "traffic")),
        _one("currency", "Currency", _values(_COST, "currency")),
        _several("sheet", "Price sheet", f"label_values({_COST}{{{_IN_CURRENCY}}}, sheet)"),
        _one("series", "Series", _values("modelbench_benchmark_info", "series")),
    ]


def _values(metric: str, label: str) -> str:
    return f"label_values({metric}{{{ONE_BENCHMARK}}}, {label})"


def _several(name: str, label: str, query: str) -> QueryVariable:
    return _named(name, label, query).all_value(".+")


def _named(name: str, label: str, query: str) -> QueryVariable:
    """Any number of values; All is each of them by its name, not whatever there is."""
    every = VariableOption(selected=True, text="All", value="$__all")
    variable = _query(name, label, query).multi(True).include_all(True)
    return variable.current(every).sort(VariableSort.ALPHABETICAL_ASC)


def _one(name: str, label: str, query: str) -> QueryVariable:
    """One value, or none where there is none."""
    return _query(name, label, query).multi(False).include_all(False)


def _newest_first(name: str, label: str, series: str, result_label: str) -> QueryVariable:
    """One value; Grafana takes the first, which is that of the benchmark that started last."""
    query = f"query_result(sort_desc({series}))"
    variable = _query(name, label, query).regex(f'/[{{,]{result_label}="([^"]+)"/')
    return variable.multi(False).include_all(False).sort(VariableSort.DISABLED)


def _query(name: str, label: str, query: str) -> QueryVariable:
    variable = QueryVariable(name).label(label).query(query).datasource(DATASOURCE)
    return variable.refresh(VariableRefresh.ON_TIME_RANGE_CHANGED)

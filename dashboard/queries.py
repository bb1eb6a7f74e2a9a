"""The queries of the panels, all limited to what the variables at the top say."""

from collections.abc import Sequence

from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

SCRAPED = 'job=~"$job", instance=~"$instance"'
ONE_BENCHMARK = f'{SCRAPED}, benchmark_namespace="$namespace", benchmark="$benchmark"'
CHOSEN = 'variant=~"$variant"'


def scraped(metric: str, *matchers: str) -> str:
    """The series of the operator itself, or of all benchmarks."""
    return _selector(metric, SCRAPED, matchers)


def result(metric: str, *matchers: str) -> str:
    """The series of the chosen benchmark."""
    return _selector(metric, ONE_BENCHMARK, matchers)


def of_variants(metric: str, *matchers: str) -> str:
    """The series of the chosen benchmark's chosen variants."""
    return result(metric, CHOSEN, *matchers)


def recorded(rule: str, *matchers: str) -> str:
    """The series of a recording rule, which no longer say where they were scraped."""
    return f"{rule}{{{', '.join(matchers)}}}"


def by(labels: str, expression: str) -> str:
    """One series for each value of these labels; all others are dropped.

    There is one series for each already. A maximum stays right in the moment after a restart of the
    operator, when the series of its old and its new pod are both there.
    """
    return f"max by ({labels}) ({expression})"


def ordinals(labels: str, values: Sequence[str], metric: str, *matchers: str) -> str:
    """A column to sort by: 1 for series whose last label has the first value, 2 for the next.

    Prometheus promises no order of series, and these have one that is not the alphabet's.
    """
    label = labels.split()[-1]
    series = (by(labels, of_variants(metric, *matchers, f'{label}="{value}"')) for value in values)
    return " or ".join(f"0 * {one} + {number}" for number, one in enumerate(series, start=1))


def table_query(reference: str, expression: str) -> Dataquery:
    """The present values as a table; the column of values is ``Value #reference``."""
    query = Dataquery().expr(expression).ref_id(reference)
    return query.format(PromQueryFormat.TABLE).instant()


def present_value(reference: str, expression: str, legend: str) -> Dataquery:
    """The present values, each under its legend."""
    return Dataquery().expr(expression).ref_id(reference).legend_format(legend).instant()


def over_time(reference: str, expression: str, legend: str) -> Dataquery:
    """The values in the time range, each series under its legend."""
    return Dataquery().expr(expression).ref_id(reference).legend_format(legend).range()


def _selector(metric: str, common: str, matchers: Sequence[str]) -> str:
    return f"{metric}{{{', '.join((common, *matchers))}}}"

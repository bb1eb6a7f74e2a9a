"""What of a runner's findings becomes part of a status."""

from msgspec.structs import replace

from modelbench.api.status import Environment, Findings, Status

# What only the runner sees; all else of the environment is told by the operator alone.
_OF_THE_RUNNER = (
    "lanes",
    "clock_offset_milliseconds",
    "clock_offset_bound_milliseconds",
    "node_cpu_model",
    "others_busy_percent",
)


def with_findings(status: Status, findings: Findings) -> Status:
    """The status with these findings in place of those of before."""
    told = {name: getattr(findings, name) for name in Findings.__struct_fields__}
    told["environment"] = _with_runner(status.environment, findings.environment)
    return replace(status, **told)


def _with_runner(known: Environment, told: Environment) -> Environment:
    values = {name: getattr(told, name) for name in _OF_THE_RUNNER}
    return replace(known, **{name: value for name, value in values.items() if value is not None})

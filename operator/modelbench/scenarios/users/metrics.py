"""Users at once as gauges: those of streams, with the number of users."""

from modelbench.api.status import VariantStatus
from modelbench.metrics.families import PERCENT, Declared, Families, Labels
from modelbench.scenarios.stream_metrics import add_streams

DECLARED: Declared = {
    "modelbench_users_failure_ratio": (
        "Share of the requests of this many concurrent users that failed.",
        ("variant", "users"),
    ),
    "modelbench_users_cpu_limit_ratio": (
        "Share of its CPU limit that the model's container used with so many users, the mean.",
        ("variant", "users"),
    ),
    "modelbench_users_valid": (
        "1 when the load generator kept up with this many users, else 0.",
        ("variant", "users"),
    ),
}


def add(families: Families, labels: Labels, status: VariantStatus) -> None:
    """Add the users of one variant; ``labels`` are the benchmark's and the variant's."""
    for count in status.users.counts if status.users else ():
        users = str(count.users)
        add_streams(families, labels, count.stream, "", users)
        place = (*labels, users)
        families.add("modelbench_users_failure_ratio", place, count.failure_percent, PERCENT)
        families.add("modelbench_users_cpu_limit_ratio", place, count.cpu_limit_percent, PERCENT)
        families.add("modelbench_users_valid", place, count.valid)

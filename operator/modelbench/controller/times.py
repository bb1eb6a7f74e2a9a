"""Instants as Kubernetes writes them."""

from datetime import UTC, datetime


def format_time(now: datetime) -> str:
    """RFC 3339 in UTC, whole seconds."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

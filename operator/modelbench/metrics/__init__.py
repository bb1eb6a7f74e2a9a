"""Prometheus metric families."""

"""Benchmarks one model image as a serverless and as a containerized deployment."""

__version__ = "0.1.0"

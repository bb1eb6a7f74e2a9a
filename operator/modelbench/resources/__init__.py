"""Builders of the children of a ModelBenchmark as plain manifests. Pure."""

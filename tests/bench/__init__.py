"""Measures ModelBench itself on the local cluster, each figure beside its goal."""

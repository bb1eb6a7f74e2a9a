"""Measures ModelBench itself on the local cluster, each value beside its goal."""

"""Turns what people deploy into a ModelBenchmark: pure functions on manifests."""

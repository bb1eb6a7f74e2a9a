"""The ModelBenchmark as values: its spec, its samples, its conditions and its status. Pure."""

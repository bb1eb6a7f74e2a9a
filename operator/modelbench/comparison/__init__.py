"""Two benchmarks against each other. Pure."""

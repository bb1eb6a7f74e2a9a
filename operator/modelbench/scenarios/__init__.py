"""The scenarios of a benchmark, a package each."""

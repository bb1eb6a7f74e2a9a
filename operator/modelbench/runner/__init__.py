"""The measurement plane: one Job a benchmark, which sends the requests and writes the samples."""

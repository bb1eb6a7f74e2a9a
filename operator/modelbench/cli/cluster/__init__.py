"""The way to an API server as kubectl finds it, without the large client of the operator."""

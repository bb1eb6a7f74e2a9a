"""What the cluster would refuse of a benchmark, asked by dry runs before anything is created."""

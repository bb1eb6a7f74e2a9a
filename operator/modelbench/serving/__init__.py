"""Small HTTP servers within the cluster, which any pod can reach."""

"""A thin layer over the Kubernetes client: requests on plain dictionaries, and watches."""

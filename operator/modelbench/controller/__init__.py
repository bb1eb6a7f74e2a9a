"""The control plane: the Kopf operator. It owns the children and never sends a measured request."""

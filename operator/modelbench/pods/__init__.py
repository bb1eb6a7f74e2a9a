"""What Kubernetes objects tell of pods. Pure."""

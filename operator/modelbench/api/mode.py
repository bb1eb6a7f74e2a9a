"""The two ways in which a variant can run."""

from enum import StrEnum


class Mode(StrEnum):
    """How the pods of a variant come and go."""

    SERVERLESS = "Serverless"
    """A Knative Service: its autoscaler adds and removes pods with the requests."""

    CONTAINERIZED = "Containerized"
    """A Deployment with a fixed number of replicas, or with a HorizontalPodAutoscaler."""

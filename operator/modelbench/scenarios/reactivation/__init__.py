"""Requests on the way to zero."""

"""Helpers of the Makefile: installing the operator and the demonstration."""

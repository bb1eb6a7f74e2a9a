"""Objectives, evidence and the recommendation. Pure."""

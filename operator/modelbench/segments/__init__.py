"""Stretches of load: their plan, their requests, and whether they count. Pure."""

"""Sends load with vegeta, from one place or from many, and records what happens meanwhile."""

"""Bursts."""

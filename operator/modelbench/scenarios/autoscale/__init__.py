"""A rise in load."""

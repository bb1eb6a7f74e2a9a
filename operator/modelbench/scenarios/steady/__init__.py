"""Constant rates and saturation."""

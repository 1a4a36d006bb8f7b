"""Rendering of masks and occluders onto faces."""

"""Renders masks and occluders onto faces."""

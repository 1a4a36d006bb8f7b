"""Rendering masks and other things onto faces."""

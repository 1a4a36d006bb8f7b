"""Keeping the computer awake while it records or shows the door display."""

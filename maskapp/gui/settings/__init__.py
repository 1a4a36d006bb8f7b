"""The settings dialog and the store behind it."""

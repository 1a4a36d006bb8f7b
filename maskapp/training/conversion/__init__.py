"""Conversion of a user's own model, in a process that is confined."""

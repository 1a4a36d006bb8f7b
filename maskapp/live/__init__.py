"""Runs a source live, for the window or anything else that shows it; needs no Qt."""

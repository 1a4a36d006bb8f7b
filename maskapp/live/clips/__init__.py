"""Clips of events: what was shown before them stays in memory, encoded, until it is wanted."""

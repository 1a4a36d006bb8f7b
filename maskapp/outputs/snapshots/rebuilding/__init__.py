"""Rebuilding of the log's database when it is damaged or missing."""

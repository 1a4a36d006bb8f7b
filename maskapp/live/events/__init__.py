"""Violations as events: their pictures and what the snapshot log gets of them."""

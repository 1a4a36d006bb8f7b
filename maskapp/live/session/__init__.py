"""One source from opening to closing: its frames labelled, counted and drawn."""

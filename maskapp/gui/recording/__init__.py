"""The recording button and its indicator."""

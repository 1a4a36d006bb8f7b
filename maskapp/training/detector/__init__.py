"""Trains the face detector."""

"""Tracking: which detections are of the same face, and which faces count."""

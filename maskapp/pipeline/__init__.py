"""The way of a frame: source, detect, track, classify, annotate; no Qt, nothing is written."""

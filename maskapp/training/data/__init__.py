"""Labelled faces: reading, correcting, splitting and sampling."""

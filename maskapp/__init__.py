"""Maskapp shows live who in front of a camera wears a face mask."""

__version__ = "0.1.0"

"""Maskapp shows in real time who is wearing a face mask."""

__version__ = "0.2.0"

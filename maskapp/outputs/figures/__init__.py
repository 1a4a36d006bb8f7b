"""Figures by minute and source, which last: without pictures, and without saying who."""

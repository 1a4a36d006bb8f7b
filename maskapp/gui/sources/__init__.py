"""Choosing a source: cameras, files, addresses, recent ones."""

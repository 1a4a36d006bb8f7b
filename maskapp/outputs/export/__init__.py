"""Exports of the snapshot log; one module per file format."""

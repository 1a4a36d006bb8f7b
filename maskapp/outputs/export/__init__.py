"""Exports of the snapshot log, one module per format family."""

"""Measuring a network: metrics, tables, plots and the gallery."""

"""Metrics of a network, and the tables, charts and page that show them."""

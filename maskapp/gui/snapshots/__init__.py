"""The snapshot panel: cards, filters, notes and exports."""

"""The editor of zones: areas and a least face size, drawn on the preview."""

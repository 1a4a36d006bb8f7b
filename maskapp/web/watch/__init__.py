"""One source, watched by every viewer."""

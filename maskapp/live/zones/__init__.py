"""Which faces count, by their place and size, and what is kept of each source."""

"""What other programs get of the window's session."""

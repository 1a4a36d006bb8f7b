"""Building blocks that several rooms of the window use."""

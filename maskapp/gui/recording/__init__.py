"""Starting, stopping and indicating recordings."""

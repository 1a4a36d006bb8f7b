"""The status panel and the status bar."""

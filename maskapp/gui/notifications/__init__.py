"""Messages in the window and on the desktop."""

"""What other programs get of a session, and the threads that send it."""

"""Certificates: those of the user, checked, and the one that the program makes for itself."""

"""The door display: full screen, for the person at the door."""

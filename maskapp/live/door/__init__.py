"""The door display: what it says to the person at the door, and when it changes; no Qt."""

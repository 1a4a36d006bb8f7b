"""Sounds and sentences for the loudspeaker. All calls block: use a thread of their own."""

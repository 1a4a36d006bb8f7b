"""Recordings of a live source: written on a thread of their own."""

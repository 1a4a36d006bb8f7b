"""The window; shows what the engine says and never waits for it."""

"""The window, which shows the engine's results and never waits for them."""

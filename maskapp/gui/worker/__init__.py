"""The worker thread, between the window and `maskapp.live`."""

"""The alarm: whom it is about now, and when it is to be heard."""

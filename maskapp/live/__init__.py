"""Live processing of a source, for the window or any other display; no Qt."""

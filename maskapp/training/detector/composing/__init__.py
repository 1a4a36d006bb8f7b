"""Training frames of a detector: composed of pictures, faces of all sizes, and what is no face."""

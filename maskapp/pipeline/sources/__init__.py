"""Sources of frames: cameras, streams, videos and pictures."""

"""Where frames come from: cameras, streams, videos and pictures."""

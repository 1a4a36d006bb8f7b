"""The statistics window: figures by hour, day and month, which last."""

"""Durations as text, in exports and in the window."""


def format_duration(duration_s: float) -> str:
    """Return a duration as 0:07, 12:30 or 1:02:00, rounded down to seconds."""
    minutes, seconds = divmod(int(duration_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"

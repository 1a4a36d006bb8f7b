"""The time by which everything is kept: that of the computer, with its offset from UTC."""

from datetime import datetime


def local_now() -> datetime:
    """Return the local time, timezone-aware."""
    return datetime.now().astimezone()

"""The time by which everything is kept: that of the computer, with its offset from UTC."""

from datetime import UTC, date, datetime


def local_now() -> datetime:
    """Return the local time, timezone-aware."""
    return datetime.now().astimezone()


def local_midnight(day: date) -> datetime:
    """Return when a day begins on the computer's clock, timezone-aware.

    That is one o'clock where the clock is set forward at midnight: `astimezone` would return 23:00
    of the day before.
    """
    seconds = datetime(day.year, day.month, day.day).timestamp()
    return datetime.fromtimestamp(seconds, UTC).astimezone()

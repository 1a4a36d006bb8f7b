"""The names of recordings: a pattern with the date and the time of the start."""

from datetime import datetime

from maskapp.files.file_names import file_name_problem

_LONGEST_NAME = 100


def recording_stem(pattern: str, started: datetime) -> str:
    """Return the file name of a recording without its suffix.

    Args:
        pattern: As in `Settings.recording_name`.
        started: Start of the recording, in the user's time zone.
    """
    date, time = f"{started:%Y-%m-%d}", f"{started:%H-%M-%S}"
    return pattern.replace("{date}", date).replace("{time}", time)


def name_problem(value: str) -> str | None:
    """Return why a pattern cannot be used, to follow the setting's name; None if it can."""
    if len(value) > _LONGEST_NAME:
        return f"is longer than {_LONGEST_NAME} characters"
    # Any time will do: the names of all recordings have the same form.
    stem = recording_stem(value, datetime(2000, 1, 1))
    if "{" in stem or "}" in stem:
        return "has braces around something other than {date} or {time}"
    return file_name_problem(stem)

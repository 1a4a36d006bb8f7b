"""The file of the settings, which people can read and edit."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from maskapp.display_names import foreign_message
from maskapp.errors import OutputError, SettingsError
from maskapp.files.json_files import read_object, write_object
from maskapp.files.private_files import write_private
from maskapp.files.regular_files import read_regular_file
from maskapp.settings.settings import LIMITS, Settings, problem_with

SETTINGS_FILE_NAME = "settings.json"

_LARGEST_BYTES = 10 << 20
_LONGEST_NAME = 100


def load_settings(path: Path) -> tuple[Settings, list[str]]:
    """Read the settings; a value that cannot be used is replaced by its default.

    Args:
        path: A JSON object of settings by name; may be missing.

    Returns:
        The settings, and a message for the user about each value that was not used.
    """
    content, problem = read_object(path, _LARGEST_BYTES)
    if problem:
        return Settings(), [f"The settings file {path} {problem}; defaults are used."]
    values: dict[str, Any] = {}
    notices = []
    for name, value in content.items():
        if name not in LIMITS:
            shown = foreign_message(name, _LONGEST_NAME)
            notices.append(f"The setting {shown} in {path} is unknown and is ignored.")
        elif reason := problem_with(name, value):
            notices.append(f"The setting {name} in {path} {reason}; its default is used.")
        else:
            values[name] = value
    return Settings(**values), notices


def save_settings(settings: Settings, path: Path) -> None:
    """Write the settings completely or not at all; only the user can read the file.

    Args:
        settings: All of them are written, so that the file shows what can be set.
        path: Its folder is created if needed.

    Raises:
        SettingsError: A value is not within its limits, or the file cannot be written; an
            existing file is unchanged.
    """
    values = asdict(settings)
    for name, value in values.items():
        if problem := problem_with(name, value):
            raise SettingsError(f"The settings are not saved: {name} {problem}")
    try:
        write_object(values, path)
    except (OutputError, ValueError) as error:  # ValueError: no system accepts such a path
        raise SettingsError(
            f"The settings cannot be saved: {error}. They apply until Maskapp is closed"
        ) from error


def keep_broken(path: Path) -> str:
    """Copy a settings file that could not be used as it is, before it is overwritten.

    Args:
        path: The file for which `load_settings` returned messages.

    Returns:
        A message that says where the copy is; "" if there is no file to copy.
    """
    try:
        content = read_regular_file(path, _LARGEST_BYTES)
    except OSError:
        return ""
    copies = (other for other in path.parent.glob(f"{path.stem}.broken-*") if other.is_file())
    try:
        copy = next((other for other in copies if other.read_bytes() == content), None)
        if copy is None:
            copy = path.with_stem(f"{path.stem}.broken-{datetime.now():%Y-%m-%d_%H-%M-%S}")
            write_private(copy, content)
    except (OSError, OutputError) as error:
        return f"It could not be copied ({error}); the next change overwrites it."
    return f"A copy of the original file is kept in {copy}."

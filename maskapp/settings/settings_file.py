"""The file of the settings, which people can read and edit."""

import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from maskapp.display_names import foreign_message
from maskapp.errors import OutputError, SettingsError
from maskapp.files.json_files import read_object, write_object
from maskapp.settings.settings import LIMITS, SETTINGS_OF_NEW_FOLDERS, Settings, problem_with

SETTINGS_FILE_NAME = "settings.json"

_LARGEST_BYTES = 10 << 20
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class FolderSettings:
    """The settings of a data folder.

    Attributes:
        settings: Those that apply.
        problems: A message for the user about each value in the file that was not used.
        is_new: Whether the folder had neither settings nor a log. Its settings have to be saved
            before there is a log, or it is taken for one that keeps its snapshots.
    """

    settings: Settings
    problems: list[str]
    is_new: bool


def load_folder_settings(path: Path, log_folder: Path) -> FolderSettings:
    """Read the settings of a data folder; a new one has `SETTINGS_OF_NEW_FOLDERS`.

    Args:
        path: See `load_settings`.
        log_folder: Folder of the snapshot log; a data folder that has it was used before.
    """
    settings, problems = load_settings(path)
    is_new = not any(map(os.path.lexists, (path, log_folder)))
    return FolderSettings(SETTINGS_OF_NEW_FOLDERS if is_new else settings, problems, is_new)


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
        raise SettingsError(f"The settings cannot be saved: {error}") from error

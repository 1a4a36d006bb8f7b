"""Settings: typed, validated, and kept in one JSON file that people can read and edit."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from maskapp.display_names import foreign_message
from maskapp.errors import OutputError, SettingsError
from maskapp.files.file_names import file_name_problem
from maskapp.files.private_files import output_error, replacing
from maskapp.files.regular_files import read_regular_file
from maskapp.number_limits import number_problem

SETTINGS_FILE_NAME = "settings.json"

_LARGEST_BYTES = 10 << 20
_LONGEST_NAME = 100
_LONGEST_PATH = 4000


def _number(default: float, least: float, most: float) -> Any:
    return field(default=default, metadata={"least": least, "most": most})


def _choice(default: str, *others: str) -> Any:
    return field(default=default, metadata={"choices": (default, *others)})


def _text(default: str, problem: Callable[[str], str | None]) -> Any:
    return field(default=default, metadata={"problem": problem})


def _path_problem(value: str) -> str | None:
    if len(value) > _LONGEST_PATH or "\0" in value or not _is_encodable(value):
        return "is not a path"
    if value and not Path(value).is_absolute():
        return "is not a full path"
    return None


def _is_encodable(path: str) -> bool:
    try:
        os.fsencode(path)
    except UnicodeEncodeError:  # halves of characters; JSON would join them to another path
        return False
    return True


def _name_problem(value: str) -> str | None:
    if len(value) > _LONGEST_NAME:
        return f"is longer than {_LONGEST_NAME} characters"
    # Any time will do: the names of all recordings have the same form.
    stem = recording_stem(value, datetime(2000, 1, 1))
    if "{" in stem or "}" in stem:
        return "has braces around something other than {date} or {time}"
    return file_name_problem(stem)


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """The settings that the engine reads: when one changes, the engine is loaded again.

    Attributes:
        detection_size_px: Long side to which video frames are scaled for the detector.
        detection_every_n_frames: The tracker predicts the boxes of the frames in between.
        face_score_threshold: Detections with a lower score are ignored, 0 to 1.
        classify_every_s: Time after which a tracked face is classified again.
        smoothing_s: Time constant of the average of a track's probabilities.
        uncertain_below: A confidence that stays below this makes a face *uncertain*, 0 to 1.
        model_file: Full path of the model; empty for the built-in one.
    """

    detection_size_px: int = _number(416, 160, 1920)
    detection_every_n_frames: int = _number(2, 1, 30)
    face_score_threshold: float = _number(0.6, 0.1, 0.95)
    classify_every_s: float = _number(0.06, 0.0, 5.0)
    smoothing_s: float = _number(0.1, 0.0, 5.0)
    uncertain_below: float = _number(0.8, 0.0, 0.99)
    model_file: str = _text("", _path_problem)


@dataclass(frozen=True, slots=True)
class Settings(EngineSettings):
    """Values that the user can set; the metadata of each field holds its limits.

    Attributes:
        violation_after_s: Time without a mask, or with it worn wrong, that makes a violation.
        violation_cooldown_s: Minimum time until the same face may have another event.
        automatic_snapshots: Whether violations are kept in the snapshot log, with a picture.
        snapshot_sound: Whether a snapshot makes a sound.
        desktop_notifications: Whether a violation shows a desktop notification.
        retention_days: Older snapshots are deleted; 0 keeps them.
        retention_mb: The oldest snapshots beyond this total size are deleted; 0 keeps them.
        recording_folder: Full path; empty for the folder Maskapp in the user's videos.
        recording_name: File name without suffix; {date} and {time} are replaced by its start time.
        recording_mode: With boxes and labels (annotated), without them (plain), or either of these
            with blurred faces (blurred_annotated, blurred).
        blur_faces: Whether faces are blurred in all snapshots and recordings.
        theme: Colours of the window.
        mirror: Whether the preview is mirrored.
    """

    violation_after_s: float = _number(3.0, 0.5, 60.0)
    violation_cooldown_s: float = _number(10.0, 0.0, 600.0)
    automatic_snapshots: bool = True
    snapshot_sound: bool = True
    desktop_notifications: bool = False
    retention_days: int = _number(0, 0, 3650)
    retention_mb: int = _number(0, 0, 100_000)
    recording_folder: str = _text("", _path_problem)
    recording_name: str = _text("maskapp-{date}-{time}", _name_problem)
    recording_mode: str = _choice("annotated", "plain", "blurred", "blurred_annotated")
    blur_faces: bool = False
    theme: str = _choice("system", "light", "dark")
    mirror: bool = False

    @property
    def has_labels_in_recordings(self) -> bool:
        """Whether recordings show boxes and labels."""
        return self.recording_mode in ("annotated", "blurred_annotated")

    @property
    def has_blurred_recordings(self) -> bool:
        """Whether faces are blurred in recordings."""
        return self.blur_faces or self.recording_mode in ("blurred", "blurred_annotated")

    @property
    def for_engine(self) -> EngineSettings:
        """The settings that the engine reads, to compare and to pass on."""
        names = [setting.name for setting in fields(EngineSettings)]
        return EngineSettings(**{name: getattr(self, name) for name in names})


DETECTION_PRESETS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        name: MappingProxyType(
            {
                "detection_size_px": size,
                "detection_every_n_frames": every,
                "face_score_threshold": EngineSettings().face_score_threshold,
            }
        )
        for name, size, every in (
            ("fast", 320, 3),
            (
                "balanced",
                EngineSettings().detection_size_px,
                EngineSettings().detection_every_n_frames,
            ),
            ("thorough", 640, 1),
        )
    }
)
"""Values that go together, by the name of the preset; balanced is the default."""

LIMITS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {setting.name: setting.metadata for setting in fields(Settings)}
)
"""The limits of each setting: `least` and `most` of a number, `choices`, or `problem` of a text."""

_TYPES: Mapping[str, Any] = MappingProxyType(
    {setting.name: setting.type for setting in fields(Settings)}
)


def recording_stem(pattern: str, started: datetime) -> str:
    """Return the file name of a recording without its suffix.

    Args:
        pattern: As in `Settings.recording_name`.
        started: Start of the recording, in the user's time zone.
    """
    date, time = f"{started:%Y-%m-%d}", f"{started:%H-%M-%S}"
    return pattern.replace("{date}", date).replace("{time}", time)


def problem_with(name: str, value: object) -> str | None:
    """Return why a value cannot be used for a setting, to follow the setting's name.

    Returns:
        A clause such as "is not a number"; None if the value can be used.
    """
    kind, limits = _TYPES[name], LIMITS[name]
    if kind is bool:
        return None if isinstance(value, bool) else "is neither true nor false"
    if kind is str:
        return _text_problem(value, limits)
    return number_problem(kind, value, limits["least"], limits["most"])


def _text_problem(value: object, limits: Mapping[str, Any]) -> str | None:
    if not isinstance(value, str):
        return "is not text"
    if "choices" in limits:
        choices = limits["choices"]
        return None if value in choices else f"is none of {', '.join(choices)}"
    problem: str | None = limits["problem"](value)
    return problem


def load_settings(path: Path) -> tuple[Settings, list[str]]:
    """Read the settings; a value that cannot be used is replaced by its default.

    Args:
        path: A JSON object of settings by name; may be missing.

    Returns:
        The settings, and a message for the user about each value that was not used.
    """
    try:
        content = json.loads(read_regular_file(path, _LARGEST_BYTES).decode("utf-8"))
    except FileNotFoundError:
        return Settings(), []
    except json.JSONDecodeError as error:
        return Settings(), [
            f"The settings file {path} is not valid JSON (line {error.lineno}); defaults are used."
        ]
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else foreign_message(error)
        return Settings(), [
            f"The settings file {path} cannot be read ({reason}); defaults are used."
        ]
    if not isinstance(content, dict):
        return Settings(), [f"The settings file {path} contains no settings; defaults are used."]
    values: dict[str, Any] = {}
    notices = []
    for name, value in content.items():
        if name not in LIMITS:
            shown = foreign_message(name, _LONGEST_NAME)
            notices.append(f"The setting {shown} in {path} is unknown and is ignored.")
        elif problem := problem_with(name, value):
            notices.append(f"The setting {name} in {path} {problem}; its default is used.")
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
    # A path may hold bytes that are not text; backslashreplace writes them as JSON escapes.
    content = json.dumps(values, indent=2, ensure_ascii=False) + "\n"
    try:
        _write(path, content.encode("utf-8", errors="backslashreplace"))
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
            _write(copy, content)
    except (OSError, OutputError) as error:
        return f"It could not be copied ({error}); the next change overwrites it."
    return f"A copy of the original file is kept in {copy}."


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(path.parent, error) from error
    with replacing(path) as file:
        file.write(content)

"""Settings: typed, validated, and kept in one file that people can read."""

import contextlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from maskapp.errors import SettingsError

SETTINGS_FILE_NAME = "settings.json"

_LONGEST_NAME = 100
_LONGEST_NAME_BYTES = 200  # most file systems end at 255, with the suffix and a number
_LONGEST_PATH = 4000
_NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff]')
"""What some file system refuses in a file's name."""
_NAMES_OF_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)\s*(\.|$)", re.IGNORECASE)
"""What Windows takes for a device, whatever the suffix."""


def _number(default: float, least: float, most: float) -> Any:
    return field(default=default, metadata={"least": least, "most": most})


def _choice(default: str, *others: str) -> Any:
    return field(default=default, metadata={"choices": (default, *others)})


def _text(default: str, problem: Callable[[str], str | None]) -> Any:
    return field(default=default, metadata={"problem": problem})


def _path_problem(value: str) -> str | None:
    if len(value) > _LONGEST_PATH or "\0" in value:
        return "is not a path"
    if value and not Path(value).is_absolute():
        return "is not a full path"
    return None


def _name_problem(value: str) -> str | None:
    # The sample stands for every moment: the parts have the same shape at all times.
    stem = recording_stem(value, datetime(2000, 1, 1))
    size = len(stem.encode(errors="surrogatepass"))
    problems = (
        (not value.strip(" ."), "is empty"),
        (len(value) > _LONGEST_NAME, f"is longer than {_LONGEST_NAME} characters"),
        (size > _LONGEST_NAME_BYTES, "is too long for a file name"),
        (value.startswith("."), "starts with a dot, which hides the file"),
        ("{" in stem or "}" in stem, "has braces around something else than {date} or {time}"),
        (
            _NOT_IN_FILE_NAMES.search(stem),
            'has one of the characters < > : " / \\ | ? *, which file names cannot have',
        ),
        (_NAMES_OF_DEVICES.match(stem), "is the name of a device on Windows"),
    )
    return next((problem for is_there, problem in problems if is_there), None)


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """The settings that the engine reads: when one changes, the engine is loaded again.

    Attributes:
        detection_size_px: Long side at which live frames and clips are searched for faces.
        detection_every_n_frames: The tracker carries the boxes over the frames in between.
        face_score_threshold: Least score of a detection, 0 to 1.
        classify_every_s: Time after which a tracked face is classified again.
        smoothing_s: Time constant of a track's moving average.
        uncertain_below: A face with less confidence is *uncertain*, 0 to 1.
        model_file: Full path of the model; empty for the built-in one.
    """

    detection_size_px: int = _number(416, 160, 1920)
    detection_every_n_frames: int = _number(2, 1, 30)
    face_score_threshold: float = _number(0.5, 0.1, 0.95)
    classify_every_s: float = _number(0.06, 0.0, 5.0)
    smoothing_s: float = _number(0.15, 0.0, 5.0)
    uncertain_below: float = _number(0.91, 0.0, 0.99)
    model_file: str = _text("", _path_problem)


@dataclass(frozen=True, slots=True)
class Settings(EngineSettings):
    """All that the user can set; each field's metadata holds its limits.

    Attributes:
        violation_after_s: A face without a mask, or wearing it wrong, for longer is a violation.
        violation_cooldown_s: Least time between two automatic snapshots.
        automatic_snapshots: Whether a violation takes a snapshot.
        snapshot_sound: Whether a snapshot makes a sound.
        desktop_notifications: Whether a violation sends a desktop notification.
        retention_days: Older snapshots are deleted; 0 keeps them.
        retention_mb: The oldest snapshots beyond this size are deleted; 0 keeps them.
        recording_folder: Full path; empty for Maskapp's folder in the user's videos.
        recording_name: File name without suffix; {date} and {time} stand for its start.
        recording_mode: With boxes and labels, as the source sends it, or with faces blurred.
        blur_faces: Whether faces are blurred in every snapshot and recording.
        theme: The window's colours.
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
    recording_mode: str = _choice("annotated", "plain", "blurred")
    blur_faces: bool = False
    theme: str = _choice("system", "light", "dark")
    mirror: bool = False

    @property
    def for_engine(self) -> EngineSettings:
        """The part that the engine reads, to compare and to hand on."""
        names = [setting.name for setting in fields(EngineSettings)]
        return EngineSettings(**{name: getattr(self, name) for name in names})


LIMITS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {setting.name: setting.metadata for setting in fields(Settings)}
)
"""By setting: `least` and `most` of a number, `choices` of a choice."""

_TYPES: Mapping[str, Any] = MappingProxyType(
    {setting.name: setting.type for setting in fields(Settings)}
)


def recording_stem(pattern: str, started: datetime) -> str:
    """The name of a recording without its suffix.

    Args:
        pattern: As `Settings.recording_name`.
        started: In the user's time zone.
    """
    date, time = f"{started:%Y-%m-%d}", f"{started:%H-%M-%S}"
    return pattern.replace("{date}", date).replace("{time}", time)


def problem_with(name: str, value: object) -> str | None:
    """What is wrong with a value for a setting, to be read after its name; None if nothing."""
    wanted, limits = _TYPES[name], LIMITS[name]
    if wanted is bool:
        return None if isinstance(value, bool) else "is neither true nor false"
    if wanted is str:
        return _problem_with_text(value, limits)
    accepted = (int,) if wanted is int else (int, float)
    if isinstance(value, bool) or not isinstance(value, accepted):
        return "is not a whole number" if wanted is int else "is not a number"
    if not limits["least"] <= value <= limits["most"]:
        return f"is not between {limits['least']} and {limits['most']}"
    return None


def _problem_with_text(value: object, limits: Mapping[str, Any]) -> str | None:
    if not isinstance(value, str):
        return "is not a text"
    if "choices" in limits:
        choices = limits["choices"]
        return None if value in choices else f"is none of {', '.join(choices)}"
    problem: str | None = limits["problem"](value)
    return problem


def load_settings(path: Path) -> tuple[Settings, list[str]]:
    """Read the settings; what cannot be used falls back to its default, with a notice.

    Args:
        path: A JSON object of settings by name; may be missing.

    Returns:
        The settings, and a sentence for people about each value that was not used.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings(), []
    except json.JSONDecodeError as error:
        return Settings(), [
            f"The settings file {path} is not valid JSON (line {error.lineno}); defaults are used."
        ]
    except (OSError, ValueError, RecursionError) as error:
        return Settings(), [
            f"The settings file {path} cannot be read ({error}); defaults are used."
        ]
    if not isinstance(content, dict):
        return Settings(), [f"The settings file {path} holds no settings; defaults are used."]
    values: dict[str, Any] = {}
    notices = []
    for name, value in content.items():
        if name not in LIMITS:
            notices.append(f"The setting {name} in {path} is not known and is left out.")
        elif problem := problem_with(name, value):
            notices.append(f"The setting {name} in {path} {problem}; its default is used.")
        else:
            values[name] = value
    return Settings(**values), notices


def save_settings(settings: Settings, path: Path) -> None:
    """Write the settings for the user's eyes alone, whole or not at all.

    Args:
        settings: All of them are written, so that the file shows what there is to set.
        path: Its folder is made if it is missing.

    Raises:
        SettingsError: A value is out of its limits, or the file cannot be written; the file
            that was there is still whole.
    """
    values = asdict(settings)
    for name, value in values.items():
        if problem := problem_with(name, value):
            raise SettingsError(f"The settings are not saved: {name} {problem}")
    # A path may hold bytes that are no text; backslashreplace writes them as JSON escapes.
    content = json.dumps(values, indent=2, ensure_ascii=False) + "\n"
    try:
        _replace(path, content.encode("utf-8", errors="backslashreplace"))
    except (OSError, ValueError) as error:  # ValueError: a path that no system takes
        reason = getattr(error, "strerror", None) or error
        raise SettingsError(
            f"The settings cannot be saved to {path}: {reason}; they hold until Maskapp is closed"
        ) from error


def keep_broken(path: Path) -> str:
    """Keep a copy of a settings file that was not used as it stands, before it is written anew.

    Args:
        path: As of `load_settings`, which gave notices.

    Returns:
        A sentence for people about where the copy is; "" where there is nothing to copy.
    """
    try:
        content = path.read_bytes()
    except OSError:
        return ""
    kept = (other for other in path.parent.glob(f"{path.stem}.broken-*") if other.is_file())
    try:
        copy = next((other for other in kept if other.read_bytes() == content), None)
        if copy is None:
            copy = path.with_stem(f"{path.stem}.broken-{datetime.now():%Y-%m-%d_%H-%M-%S}")
            _replace(copy, content)
    except OSError as error:
        return f"No copy of it can be kept ({error.strerror}); the next change overwrites it."
    return f"A copy of the file as it was is kept in {copy}."


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # mode 0600
    unfinished = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):  # it is in its place
            unfinished.unlink()

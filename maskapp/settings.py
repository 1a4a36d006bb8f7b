"""Settings: typed, validated, and kept in one file that people can read."""

import json
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

SETTINGS_FILE_NAME = "settings.json"


def _number(default: float, least: float, most: float) -> Any:
    return field(default=default, metadata={"least": least, "most": most})


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user may set.

    Attributes:
        detection_size_px: Live frames and clips are searched for faces at this long side.
        detection_every_n_frames: The tracker carries the boxes in between.
        face_score_threshold: How sure the detector has to be of a face, 0 to 1.
        classify_every_s: A followed face is judged again after this time.
        smoothing_s: Time constant of the average over a track.
        uncertain_below: Averages below this are *uncertain*, 0 to 1.
    """

    detection_size_px: int = _number(416, 160, 1920)
    detection_every_n_frames: int = _number(2, 1, 30)
    face_score_threshold: float = _number(0.5, 0.1, 0.95)
    classify_every_s: float = _number(0.06, 0.0, 5.0)
    smoothing_s: float = _number(0.25, 0.0, 5.0)
    uncertain_below: float = _number(0.55, 0.0, 0.99)


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
    except (OSError, ValueError, RecursionError) as error:
        return Settings(), [
            f"The settings file {path} cannot be read ({error}); defaults are used."
        ]
    if not isinstance(content, dict):
        return Settings(), [f"The settings file {path} holds no settings; defaults are used."]
    known = {setting.name: setting for setting in fields(Settings)}
    values: dict[str, Any] = {}
    notices = []
    for name, value in content.items():
        if name not in known:
            notices.append(f"The setting {name} in {path} is not known and is left out.")
            continue
        problem = _problem(value, known[name].type, known[name].metadata)
        if problem:
            notices.append(f"The setting {name} in {path} {problem}; its default is used.")
        else:
            values[name] = value
    return Settings(**values), notices


def _problem(value: object, wanted: object, limits: Any) -> str | None:
    """What is wrong with a value, or None."""
    accepted = (int,) if wanted is int else (int, float)
    if isinstance(value, bool) or not isinstance(value, accepted):
        return "is not a whole number" if wanted is int else "is not a number"
    if not limits["least"] <= value <= limits["most"]:
        return f"is not between {limits['least']} and {limits['most']}"
    return None

"""All settings with their defaults and limits.

The classes have no slots, since Python cannot join classes that have them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any

from maskapp.settings.alarm import AlarmSettings
from maskapp.settings.clips import ClipSettings
from maskapp.settings.corrections import CorrectionSettings
from maskapp.settings.door import DoorSettings
from maskapp.settings.fields import choice, number, path_problem, text
from maskapp.settings.number_limits import number_problem
from maskapp.settings.outside import OutsideSettings
from maskapp.settings.recording_name import name_problem


@dataclass(frozen=True)
class EngineSettings:
    """The settings that the engine reads: when one changes, the engine is loaded again.

    Attributes:
        detection_size_px: Long side to which video frames are scaled for the detector.
        detection_every_n_frames: The tracker predicts the boxes of the frames in between.
        face_score_threshold: A face is shown from this score of the detector on, 0 to 1.
        classify_every_s: Time after which a tracked face is classified again.
        smoothing_s: Time constant of the average of a track's probabilities.
        uncertain_below: A confidence that stays below this makes a face *uncertain*, 0 to 1. The
            default was chosen on kinds of pictures that a network has not seen (`make study
            KIND=sources`; models/MODEL_CARD.md).
        model_file: Full path of the model; empty for the built-in one.
    """

    detection_size_px: int = number(480, 160, 1920)
    detection_every_n_frames: int = number(2, 1, 30)
    face_score_threshold: float = number(0.78, 0.1, 0.95)
    classify_every_s: float = number(0.06, 0.0, 5.0)
    smoothing_s: float = number(0.1, 0.0, 5.0)
    uncertain_below: float = number(0.7, 0.0, 0.99)
    model_file: str = text("", path_problem)


@dataclass(frozen=True)
class Settings(
    EngineSettings,
    AlarmSettings,
    ClipSettings,
    CorrectionSettings,
    DoorSettings,
    OutsideSettings,
):
    """Values that the user can set; the metadata of each field holds its limits.

    Attributes:
        violation_after_s: Time without a mask, or with it worn wrong, that makes a violation.
        violation_cooldown_s: Minimum time until the same face may have another event of the same
            kind, that is, with the same label.
        automatic_snapshots: Whether violations are kept in the snapshot log, with a picture.
        snapshot_sound: Whether a snapshot that the user takes makes a sound.
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
        show_verdict: Whether the verdict on everybody in view stands above the picture.
    """

    violation_after_s: float = number(3.0, 0.5, 60.0)
    violation_cooldown_s: float = number(10.0, 0.0, 600.0)
    automatic_snapshots: bool = True
    snapshot_sound: bool = True
    desktop_notifications: bool = False
    retention_days: int = number(0, 0, 3650)
    retention_mb: int = number(0, 0, 100_000)
    recording_folder: str = text("", path_problem)
    recording_name: str = text("maskapp-{date}-{time}", name_problem)
    recording_mode: str = choice("annotated", "plain", "blurred", "blurred_annotated")
    blur_faces: bool = False
    theme: str = choice("system", "light", "dark")
    mirror: bool = False
    show_verdict: bool = True

    @property
    def has_labels_in_recordings(self) -> bool:
        """Whether recordings show boxes and labels."""
        return self.recording_mode in ("annotated", "blurred_annotated")

    @property
    def has_blurred_recordings(self) -> bool:
        """Whether faces are blurred in recordings."""
        return self.blur_faces or self.recording_mode in ("blurred", "blurred_annotated")

    @property
    def applied_recording_mode(self) -> str:
        """The mode in which recordings are made: a blurred one if all faces are blurred."""
        blurred = {"plain": "blurred", "annotated": "blurred_annotated"} if self.blur_faces else {}
        return blurred.get(self.recording_mode, self.recording_mode)

    @property
    def for_engine(self) -> EngineSettings:
        """The settings that the engine reads, to compare and to pass on."""
        names = [setting.name for setting in fields(EngineSettings)]
        return EngineSettings(**{name: getattr(self, name) for name in names})


SETTINGS_OF_NEW_FOLDERS = Settings(retention_days=7)
"""The settings of a new data folder. In one that exists, snapshots stay until the user says
otherwise: there, what is not set has its default."""

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

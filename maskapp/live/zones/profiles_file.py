"""The file of the sources' profiles, which people can read and edit."""

from pathlib import Path
from typing import Any

from maskapp.display_names import foreign_message, hide_secrets_in_text
from maskapp.errors import OutputError, SettingsError
from maskapp.files.json_files import read_object, write_object
from maskapp.live.zones.source_profiles import SourceProfile, SourceProfiles, clean_name
from maskapp.live.zones.zones import (
    MOST_AREAS,
    MOST_LEAST_HEIGHT,
    Area,
    AreaKind,
    Zones,
    corners_problem,
)

PROFILES_FILE_NAME = "sources.json"

_LARGEST_BYTES = 16 << 20


def load_profiles(path: Path) -> tuple[SourceProfiles, list[str]]:
    """Read the profiles; what cannot be used is left out.

    Args:
        path: As written by `save_profiles`; may be missing.

    Returns:
        The profiles, and a message for the user about everything that was not used.
    """
    unused = "names and zones of the sources are not used"
    content, problem = read_object(path, _LARGEST_BYTES)
    sources = content.get("sources") if content else {}
    if not isinstance(sources, dict):
        sources, problem = {}, "contains no sources"
    if problem:
        return SourceProfiles(), [f"The file {path} {problem}; {unused}."]
    reader = _Reader(path)
    profiles = {key: reader.profile(key, value) for key, value in sources.items()}
    kept = {key: profile for key, profile in profiles.items() if profile != SourceProfile()}
    return SourceProfiles(kept), reader.problems


def save_profiles(profiles: SourceProfiles, path: Path) -> None:
    """Write the profiles completely or not at all; only the user can read the file.

    Args:
        profiles: All of them.
        path: Its folder is created if needed.

    Raises:
        SettingsError: The file cannot be written; an existing one is unchanged.
    """
    sources = {key: _written(profile) for key, profile in profiles.by_key.items()}
    try:
        write_object({"sources": sources}, path)
    except OutputError as error:
        raise SettingsError(
            f"Names and zones of the sources cannot be saved: {error}. They apply until Maskapp is"
            " closed"
        ) from error


def _written(profile: SourceProfile) -> dict[str, Any]:
    zones = profile.zones
    areas = [{"kind": area.kind.value, "corners": area.corners} for area in zones.areas]
    return {"name": profile.name, "least_height": zones.least_height, "areas": areas}


class _Reader:
    """A reader of profiles that people may have edited, or a fault damaged.

    Attributes:
        problems: A message for the user about everything that was left out.
    """

    def __init__(self, path: Path) -> None:
        self.problems: list[str] = []
        self._path = path
        self._key = ""

    def profile(self, key: str, value: object) -> SourceProfile:
        """Return what can be used of a profile."""
        self._key = key
        if not isinstance(value, dict):
            self._leave_out("The entry", "is not an object")
            return SourceProfile()
        zones = Zones(self._areas(value.get("areas", [])), self._height(value))
        return SourceProfile(self._name(value.get("name", "")), zones)

    def _name(self, value: object) -> str:
        if isinstance(value, str):
            return clean_name(value)
        self._leave_out("The name", "is not a text")
        return ""

    def _height(self, value: dict[str, Any]) -> float:
        height = value.get("least_height", 0)
        if _is_number(height) and 0 <= height <= MOST_LEAST_HEIGHT:
            return float(height)
        self._leave_out("The least face size", f"is not from 0 to {MOST_LEAST_HEIGHT}")
        return 0.0

    def _areas(self, value: object) -> tuple[Area, ...]:
        if not isinstance(value, list):
            self._leave_out("The areas", "are not a list")
            return ()
        if len(value) > MOST_AREAS:
            self._leave_out(f"All areas but the first {MOST_AREAS}", "are too many")
        read = [self._area(number, area) for number, area in enumerate(value[:MOST_AREAS], 1)]
        return tuple(area for area in read if area is not None)

    def _area(self, number: int, value: object) -> Area | None:
        problem: str | None = "is not an object with a kind and corners"
        if isinstance(value, dict) and isinstance(value.get("corners"), list):
            kind, corners = value.get("kind"), value["corners"]
            if kind not in list(AreaKind):
                problem = f"is of no kind, {' or '.join(AreaKind)}"
            elif not all(map(_is_point, corners)):
                problem = "has a corner that is not a pair of numbers"
            elif (problem := corners_problem(corners)) is None:
                return Area(AreaKind(kind), tuple((float(x), float(y)) for x, y in corners))
        self._leave_out(f"Area {number}", str(problem))
        return None

    def _leave_out(self, what: str, problem: str) -> None:
        source = foreign_message(hide_secrets_in_text(self._key))
        self.problems.append(f"{what} of {source} in {self._path} {problem}; it is left out.")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_point(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_number, value))

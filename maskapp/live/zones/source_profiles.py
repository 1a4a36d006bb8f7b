"""What the user has told about sources: their names and zones."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from maskapp.display_names import hide_secrets_in_text, is_blank, without_unprintable
from maskapp.live.zones.zones import EVERYWHERE, Zones
from maskapp.records import SourceInfo

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class SourceProfile:
    """What is kept of a source.

    Attributes:
        name: The user's name for it, as `clean_name` returns it; "" for none.
        zones: Which faces count.
    """

    name: str = ""
    zones: Zones = EVERYWHERE


@dataclass(frozen=True, slots=True)
class SourceProfiles:
    """The profiles of all sources that have one.

    Attributes:
        by_key: Each profile by its source's key, see `SourceInfo.key`.
    """

    by_key: Mapping[str, SourceProfile] = field(default_factory=dict)

    def of(self, key: str) -> SourceProfile:
        """Return the profile of a source, an empty one if none is kept."""
        return self.by_key.get(key, SourceProfile())

    def changed(self, key: str, profile: SourceProfile) -> "SourceProfiles":
        """Return profiles with another one for a source; an empty one is not kept."""
        others = {other: kept for other, kept in self.by_key.items() if other != key}
        return SourceProfiles(others if profile == SourceProfile() else {**others, key: profile})

    def named(self, info: SourceInfo) -> SourceInfo:
        """Return a source under the user's name for it, or its own if there is none."""
        name = self.of(info.key).name
        own_name = info.first_name if name else ""
        return replace(info, name=name or info.first_name, own_name=own_name)

    def has_other(self, name: str, key: str) -> bool:
        """Return whether another source than that of the key has this name."""
        wanted = name.casefold()
        return any(
            profile.name.casefold() == wanted for other, profile in self.by_key.items()
            if other != key
        )  # fmt: skip


def clean_name(text: str) -> str:
    """Return a name as it is kept: one line, printable, short, without passwords; or ""."""
    # Before the cut, which could leave half of an address that no longer looks like one.
    line = " ".join(hide_secrets_in_text(text[: 100 * LONGEST_NAME]).split())
    name = without_unprintable(line)[:LONGEST_NAME].strip()
    return "" if is_blank(name) else name

import pytest

from maskapp.live.zones.source_profiles import (
    LONGEST_NAME,
    SourceProfile,
    SourceProfiles,
    clean_name,
)
from maskapp.live.zones.zones import Zones
from maskapp.records import SourceInfo

CAMERA = SourceInfo("HD Webcam", 640, 480, 30.0, None, True, False, key="camera:HD Webcam")
ENTRANCE = SourceProfile("Entrance")


def test_a_source_without_a_profile_has_an_empty_one() -> None:
    assert SourceProfiles().of("x") == SourceProfile("", Zones())


def test_a_profile_is_kept_until_it_is_empty() -> None:
    profiles = SourceProfiles().changed("a", ENTRANCE).changed("b", SourceProfile("Hall"))
    assert profiles.of("a") == ENTRANCE
    assert profiles.changed("a", SourceProfile()).by_key.keys() == {"b"}


def test_a_source_takes_the_name_of_its_profile_and_gives_it_back() -> None:
    named = SourceProfiles({CAMERA.key: ENTRANCE}).named(CAMERA)
    assert (named.name, named.own_name, named.first_name) == ("Entrance", "HD Webcam", "HD Webcam")
    renamed = SourceProfiles({CAMERA.key: SourceProfile("Door")}).named(named)
    assert (renamed.name, renamed.own_name) == ("Door", "HD Webcam")
    assert SourceProfiles().named(renamed) == CAMERA


def test_a_name_is_taken_by_another_source_only() -> None:
    profiles = SourceProfiles({"a": ENTRANCE})
    assert profiles.has_other("entrance", "b")
    assert not profiles.has_other("Entrance", "a")
    assert not profiles.has_other("Exit", "b")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  Main \n entrance\t", "Main entrance"),
        ("a\x00b\x1b[31m\u202ec", "ab[31mc"),
        ("Entrée 入口", "Entrée 入口"),
        ("\ud800x", "x"),
        ("می\u200cشود \U0001f469\u200d\u2695\ufe0f", "می\u200cشود \U0001f469\u200d\u2695\ufe0f"),
        ("x" * 500, "x" * LONGEST_NAME),
        (" \n ", ""),
        ("\u200b \u200e", ""),
    ],
)
def test_names_are_cleaned(text, name) -> None:
    assert clean_name(text) == name
    assert clean_name(clean_name(text)) == name


def test_no_password_gets_into_a_name() -> None:
    for before in ("", "x" * (LONGEST_NAME - 15)):
        name = clean_name(f"{before} rtsp://admin:secret@hall/1")
        assert "secret" not in name
        assert "admin" not in name

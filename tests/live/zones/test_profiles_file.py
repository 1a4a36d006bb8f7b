import json
import stat
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskapp.errors import SettingsError
from maskapp.live.zones.profiles_file import load_profiles, save_profiles
from maskapp.live.zones.source_profiles import SourceProfile, SourceProfiles
from maskapp.live.zones.zones import MOST_AREAS, Area, AreaKind, Zones

TRIANGLE = ((0.1, 0.1), (0.9, 0.1), (0.5, 0.9))
ZONES = Zones((Area(AreaKind.COUNTING, TRIANGLE), Area(AreaKind.IGNORED, TRIANGLE)), 0.08)
GOOD_AREA = {"kind": "ignored", "corners": [[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]]}


@pytest.fixture
def file(tmp_path):
    return tmp_path / "sources.json"


def load(file, content) -> tuple[SourceProfiles, list[str]]:
    text = content if isinstance(content, str) else json.dumps(content)
    file.write_text(text, encoding="utf-8")
    return load_profiles(file)


def test_a_missing_file_has_no_profiles_and_no_problems(file) -> None:
    assert load_profiles(file) == (SourceProfiles(), [])


def test_what_is_saved_is_read_again(file) -> None:
    kept = {"camera:HD Webcam": SourceProfile("Entrée", ZONES), "/tmp/\udcff": SourceProfile("x")}
    save_profiles(SourceProfiles(kept), file)
    assert load_profiles(file) == (SourceProfiles(kept), [])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_only_the_user_can_read_the_file(file) -> None:
    save_profiles(SourceProfiles({"a": SourceProfile("x")}), file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_that_cannot_be_written_is_an_error(file) -> None:
    file.mkdir()
    with pytest.raises(SettingsError, match="cannot be saved"):
        save_profiles(SourceProfiles(), file)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "7", '{"sources": []}', "[" * 100_000, '{"sources"', "\x00", "null"]
)
def test_a_damaged_file_is_reported_and_not_used(file, text) -> None:
    profiles, [problem] = load(file, text)
    assert profiles == SourceProfiles()
    assert str(file) in problem


def test_bytes_that_are_no_text_are_reported(file) -> None:
    file.write_bytes(b"\xff\xfe\x00")
    assert len(load_profiles(file)[1]) == 1


@pytest.mark.parametrize(
    "area",
    [
        7,
        {},
        {"kind": "ignored"},
        {"kind": "both", "corners": GOOD_AREA["corners"]},
        {"kind": ["ignored"], "corners": GOOD_AREA["corners"]},
        {"kind": "ignored", "corners": [[0, 0]] * 1_000_000},
        {"kind": "ignored", "corners": [[0.1, 0.1]] * 3},
        {"kind": "ignored", "corners": [[0.1, 0.1], [0.9, 0.1], [-0.5, 0.9]]},
        {"kind": "ignored", "corners": [[0.1, 0.1], [0.9, 0.1], [float("nan"), 0.9]]},
        {"kind": "ignored", "corners": [[0.1, 0.1], [0.9, 0.1], [10**400, 0.9]]},
        {"kind": "ignored", "corners": [[0.1, 0.1], [0.9, 0.1], [0.5]]},
        {"kind": "ignored", "corners": [[0.1, 0.1], [0.9, 0.1], [True, 0.9]]},
        {"kind": "ignored", "corners": [[0.1, 0.1], [0.9, 0.1], "ab"]},
    ],
)
def test_an_area_that_is_none_is_left_out_and_the_others_are_kept(file, area) -> None:
    entry = {"name": "Hall", "areas": [area, GOOD_AREA]}
    profiles, [problem] = load(file, {"sources": {"a": entry}})
    assert profiles.of("a").zones.areas == (Area(AreaKind.IGNORED, TRIANGLE),)
    assert profiles.of("a").name == "Hall"
    assert "Area 1 of a" in problem


@pytest.mark.parametrize("height", [-0.1, 0.9, float("nan"), float("inf"), "0.1", True, None, []])
def test_a_least_size_that_is_none_is_left_out(file, height) -> None:
    profiles, [problem] = load(file, {"sources": {"a": {"name": "x", "least_height": height}}})
    assert profiles.of("a") == SourceProfile("x")
    assert "The least face size of a" in problem


def test_areas_beyond_the_most_are_left_out(file) -> None:
    profiles, [_] = load(file, {"sources": {"a": {"areas": [GOOD_AREA] * (MOST_AREAS + 9)}}})
    assert len(profiles.of("a").zones.areas) == MOST_AREAS


def test_a_name_from_the_file_is_cleaned_and_messages_hide_passwords(file) -> None:
    address = "rtsp://me:secret@hall/1"
    profiles, [problem] = load(file, {"sources": {address: 7, "b": {"name": "\nHall\x00"}}})
    assert profiles.by_key == {"b": SourceProfile("Hall")}
    assert "secret" not in problem


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["sources", "name", "areas", "kind", "corners", "least_height"]), inner
        )
    ),
)


@given(content=JSON)
def test_nothing_in_the_file_breaks_the_reader(tmp_path_factory, content) -> None:
    file = tmp_path_factory.getbasetemp() / "any_sources.json"
    for whole in (content, {"sources": content}, {"sources": {"a": content}}):
        profiles, _ = load(file, json.dumps(whole))
        save_profiles(profiles, file)

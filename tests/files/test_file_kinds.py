import pytest

from maskapp.files.file_kinds import (
    JPEG_SUFFIXES,
    PICTURE_SUFFIXES,
    RECORDING_SUFFIXES,
    VIDEO_SUFFIXES,
)


@pytest.mark.parametrize(
    "suffixes", [PICTURE_SUFFIXES, VIDEO_SUFFIXES, RECORDING_SUFFIXES, JPEG_SUFFIXES]
)
def test_suffixes_are_compared_in_lower_case_with_their_dot(suffixes) -> None:
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in suffixes)
    assert len(set(suffixes)) == len(suffixes)


def test_only_a_gif_may_be_a_picture_or_a_video() -> None:
    assert set(PICTURE_SUFFIXES) & set(VIDEO_SUFFIXES) == {".gif"}


def test_recordings_and_jpegs_can_be_opened_again() -> None:
    assert set(RECORDING_SUFFIXES) <= set(VIDEO_SUFFIXES)
    assert set(JPEG_SUFFIXES) <= set(PICTURE_SUFFIXES)

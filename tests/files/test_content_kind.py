import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from maskapp.files.content_kind import ContentKind, kind_of_content, kind_of_file
from tests.support.picture_bytes import encoded, heic
from tests.support.video_files import CODECS, write_clip


@pytest.mark.parametrize(
    ("picture_format", "kind"),
    [
        *((name, ContentKind.BITMAP) for name in ("JPEG", "PNG", "BMP", "WEBP", "TIFF", "PPM")),
        ("JPEG2000", ContentKind.BITMAP),
        ("GIF", ContentKind.GIF),
        ("AVIF", ContentKind.AVIF),
        ("PDF", ContentKind.DOCUMENT),
    ],
)
def test_pictures_are_recognised(picture_format: str, kind: ContentKind) -> None:
    file = io.BytesIO()
    Image.new("RGB", (20, 10)).save(file, picture_format)
    assert kind_of_content(file.getvalue()) is kind
    assert kind.is_picture == (kind is not ContentKind.DOCUMENT)


@pytest.mark.parametrize("suffix", CODECS)
def test_videos_are_recognised_whatever_their_name(tmp_path: Path, suffix: str) -> None:
    path = write_clip(tmp_path / f"clip.{suffix}").rename(tmp_path / "picture.jpg")
    kind = ContentKind.GIF if suffix == "gif" else ContentKind.VIDEO
    assert kind_of_file(path) is kind


@pytest.mark.parametrize("suffix", ["mov", "flv", "mpg", "wmv", "ogv"])
def test_signatures_of_other_videos(suffix: str) -> None:
    heads = {
        "mov": bytes.fromhex("00000014") + b"ftypqt  ",
        "flv": b"FLV\x01\x05",
        "mpg": b"\0\0\x01\xba\x44",
        "wmv": bytes.fromhex("3026b2758e66cf11a6d9"),
        "ogv": b"OggS\0\2",
    }
    assert kind_of_content(heads[suffix]) is ContentKind.VIDEO


@pytest.mark.parametrize(
    ("brands", "kind"),
    [
        (b"heic\0\0\0\0mif1heic", ContentKind.HEIF),
        (b"mif1\0\0\0\0mif1heicmiaf", ContentKind.HEIF),
        (b"mif1\0\0\0\0mif1avifmiaf", ContentKind.AVIF),
        (b"msf1\0\0\0\0msf1hevciso8", ContentKind.HEIF),
        (b"avis\0\0\0\0avismsf1iso8", ContentKind.AVIF),
        (b"crx \0\0\0\1crx isom", ContentKind.CAMERA_RAW),
        (b"isom\0\0\2\0isomiso2avc1mp41", ContentKind.VIDEO),
        (b"qt  \0\0\0\0", ContentKind.VIDEO),
    ],
)
def test_brands_decide_between_pictures_and_videos(brands: bytes, kind: ContentKind) -> None:
    head = (8 + len(brands)).to_bytes(4) + b"ftyp" + brands
    # What follows the brands is none, even if it reads like one.
    assert kind_of_content(head + b"\0\0\0\x20heicavif") is kind


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"", ContentKind.EMPTY),
        (b"BMW is no bitmap, whatever the first two letters are", ContentKind.OTHER),
        (b"Pictures of 2026", ContentKind.OTHER),
        (b"P3\n# made by hand\n2 1 255", ContentKind.BITMAP),
        (b"Good morning, this is a text", ContentKind.OTHER),
        (b'<?xml version="1.0"?><svg/>', ContentKind.DOCUMENT),
        (b"PK\x03\x04", ContentKind.DOCUMENT),
        (b"\xff\x0a\xff\x07", ContentKind.JPEG_XL),
        (b"II*\0\x10\0\0\0CR\x02\0", ContentKind.CAMERA_RAW),
    ],
)
def test_other_files_are_not_taken_for_pictures(head: bytes, kind: ContentKind) -> None:
    assert kind_of_content(head) is kind


def test_a_heic_is_recognised_by_its_brand() -> None:
    assert kind_of_content(heic()) is ContentKind.HEIF


@given(
    st.one_of(
        st.binary(max_size=600),
        st.builds(
            lambda start, rest: start[: len(start) * 3 // 4] + rest,
            st.sampled_from([encoded(".png"), encoded(".jpg"), heic(), b"\0\0\0\x18ftypmif1"]),
            st.binary(max_size=40),
        ),
    )
)
def test_any_bytes_have_a_kind(head: bytes) -> None:
    kind = kind_of_content(head)
    assert (kind is ContentKind.EMPTY) == (not head)

"""Recognition of a file's kind by its first bytes; its name may say anything or nothing."""

import re
from enum import Enum
from pathlib import Path

HEAD_BYTES = 512
"""Length of the start of a file that tells its kind."""


class ContentKind(Enum):
    """The kind of a file, by its content."""

    BITMAP = "a picture"
    """JPEG, PNG, BMP, WebP, TIFF, PNM, JPEG 2000: formats that OpenCV decodes."""
    HEIF = "a HEIF picture"
    """The format of most phones, usually with the suffix .heic."""
    AVIF = "an AVIF picture"
    GIF = "a GIF"
    VIDEO = "a video"
    JPEG_XL = "a JPEG XL picture"
    CAMERA_RAW = "a camera's raw picture"
    DOCUMENT = "a document or an archive"
    EMPTY = "empty"
    OTHER = "of an unknown kind"

    @property
    def is_picture(self) -> bool:
        """Whether `read_picture` decodes it."""
        return self in _PICTURES


_PICTURES = {ContentKind.BITMAP, ContentKind.HEIF, ContentKind.AVIF, ContentKind.GIF}

_SIGNATURES = (
    (rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF.{4}WEBP", ContentKind.BITMAP),
    (rb"GIF8[79]a", ContentKind.GIF),
    (rb"II\*\0.{4}CR\x02|IIRO|IIRS|IIU\0|MMOR|FUJIFILMCCD-RAW", ContentKind.CAMERA_RAW),
    (rb"II[*+]\0|MM\0[*+]", ContentKind.BITMAP),
    # The two letters alone begin many texts; the size of the second header is one of a few.
    (rb"BM.{12}[\x0c\x10\x28\x34\x38\x40\x6c\x7c]\0\0\0", ContentKind.BITMAP),
    (rb"P[1-6]\s*(#[^\n]*\s+)*\d|P7\s", ContentKind.BITMAP),
    (rb"\0\0\0\x0cjP  \r\n\x87\n|\xff\x4f\xff\x51", ContentKind.BITMAP),
    (rb"\0\0\0\x0cJXL \r\n\x87\n|\xff\x0a", ContentKind.JPEG_XL),
    (rb"\x1a\x45\xdf\xa3|RIFF.{4}AVI |FLV\x01|OggS|\0\0\x01[\xba\xb3]", ContentKind.VIDEO),
    (rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11", ContentKind.VIDEO),  # ASF, as in .wmv
    (rb"(\x47.{187}){2}\x47|.{4}\x47.{191}\x47", ContentKind.VIDEO),  # MPEG transport stream
    (rb".{4}(moov|mdat|wide|skip|free)", ContentKind.VIDEO),  # QuickTime without its `ftyp`
    (rb"%PDF-|\xd0\xcf\x11\xe0|PK\x03\x04|\s*<(\?xml|svg|!doctype|html)", ContentKind.DOCUMENT),
)

_BRANDS = (
    ({b"avif", b"avis"}, ContentKind.AVIF),
    (
        {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"},
        ContentKind.HEIF,
    ),
    ({b"mif1", b"mif2", b"msf1", b"miaf", b"unif"}, ContentKind.HEIF),
    ({b"crx "}, ContentKind.CAMERA_RAW),
)
"""Brands of ISO files (ISO/IEC 23008-12, AVIF): the first row that matches decides."""


def kind_of_content(head: bytes) -> ContentKind:
    """Return the kind of a file that begins with these bytes, of which `HEAD_BYTES` suffice."""
    if not head:
        return ContentKind.EMPTY
    if head[4:8] == b"ftyp":
        return _kind_of_brands(head)
    for signature, kind in _SIGNATURES:
        if re.match(signature, head, re.DOTALL):
            return kind
    return ContentKind.OTHER


def kind_of_file(path: Path) -> ContentKind:
    """Return the kind of a file, which may have any name.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        return kind_of_content(file.read(HEAD_BYTES))


def _kind_of_brands(head: bytes) -> ContentKind:
    """Return the kind of an ISO file by its brands: its own, and those it is compatible with."""
    size = min(max(int.from_bytes(head[:4]), 16), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, size - 3, 4))}
    return next((kind for known, kind in _BRANDS if brands & known), ContentKind.VIDEO)

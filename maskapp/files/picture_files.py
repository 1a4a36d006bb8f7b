"""Reading and encoding of picture files, with errors that name the file and the cause."""

import io
import re
import struct
import warnings
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pillow_heif
import simplejpeg
from PIL import Image as Pillow
from PIL import ImageOps
from PIL.ExifTags import Base

from maskapp.display_names import printable
from maskapp.errors import PictureFormatError, PictureTooLargeError, SourceError
from maskapp.files.content_kind import HEAD_BYTES, ContentKind, kind_of_content
from maskapp.files.file_kinds import JPEG_SUFFIXES
from maskapp.files.pnm_range import pnm_range
from maskapp.opencv import cv2, native_stderr_muted
from maskapp.opencv_environment import MAX_PIXELS
from maskapp.records import Image

# `_check_size` replaces Pillow's own limit, which would also print warnings below it.
Pillow.MAX_IMAGE_PIXELS = None
# It comments on damaged files, of which the user gets one line.
warnings.filterwarnings("ignore", module=r"PIL\.")

_PAGED = ("PNG", "WEBP", "TIFF")
"""Formats of Pillow that OpenCV decodes, and that may hold several images."""
_BITMAPS = ("JPEG", "BMP", "PPM", "JPEG2000", *_PAGED)
"""Formats of which Pillow tells the size before OpenCV or libjpeg-turbo decodes them."""
_JPEG = ("JPEG", "MPO")  # as Pillow calls JPEG files, those with several views too
_CHECKED_TIFF = ("tiff_adobe_deflate", "tiff_deflate", "tiff_lzw", "packbits")
"""Compressions of TIFF in which Pillow notices damage; OpenCV notices none."""
_UNKNOWN = "the picture is damaged, cut short or of an unknown format"
_PADDING = re.compile(r"(\d+) extraneous bytes before marker 0xd9")
_TO_UPRIGHT = {
    2: lambda image: image[:, ::-1],
    3: lambda image: image[::-1, ::-1],
    4: lambda image: image[::-1],
    5: lambda image: image.swapaxes(0, 1),
    6: lambda image: image[::-1].swapaxes(0, 1),
    7: lambda image: image[::-1, ::-1].swapaxes(0, 1),
    8: lambda image: image.swapaxes(0, 1)[::-1],
}
"""What EXIF's orientations ask for (Exif 3.0, 4.6.4)."""

# Pillow's readers raise nearly anything on damaged files.
_DAMAGE: tuple[type[Exception], ...] = (
    *(OSError, SyntaxError, ValueError, TypeError, EOFError, LookupError, ArithmeticError),
    *(RuntimeError, MemoryError, AttributeError, AssertionError, struct.error, zlib.error),
)


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """The content of a picture file.

    Attributes:
        image: (height, width, 3), uint8, BGR, upright; the first or main one of several.
        is_one_of_several: Whether the file is an animation or has several pages.
        is_damaged: Whether the decoder noticed damage, so that parts of the image may be wrong or
            grey. Only formats with redundancy tell: JPEG, and TIFF with lossless compression.
    """

    image: Image
    is_one_of_several: bool = False
    is_damaged: bool = False


def read_picture(path: Path) -> Image:
    """Read the image of a picture file; see `open_picture`."""
    return open_picture(path).image


def open_picture(path: Path) -> Picture:
    """Read a picture file, whose content decides about its format, not its name.

    The image is upright according to the file's own orientation. Grey, 16-bit and transparent
    pictures are converted; transparency is dropped. The tiles of a HEIF grid are joined. Of a
    damaged picture, what can be read is returned.

    Args:
        path: Its name may hold any characters.

    Raises:
        SourceError: The file cannot be read, or is too damaged, too large or not a picture.
    """
    name = printable(path.name)
    try:
        with path.open("rb") as file:
            kind = kind_of_content(data := file.read(HEAD_BYTES))
            if kind.is_picture or kind is ContentKind.OTHER:
                data += file.read()
    except OSError as error:
        raise SourceError(f"{name}: cannot be read: {error.strerror}") from error
    except MemoryError as error:
        raise SourceError(f"{name}: the file is too large for a picture") from error
    return decode_picture(data, name)


def decode_picture(data: bytes, name: str, most_pixels: int = MAX_PIXELS) -> Picture:
    """Decode the content of a picture file; see `open_picture`.

    Args:
        data: Of what is no picture, `HEAD_BYTES` suffice.
        name: What errors call it.
        most_pixels: The most it may have; below `MAX_PIXELS`, its size has to be known first.

    Raises:
        SourceError: It is too damaged, too large or not a picture.
    """
    match kind := kind_of_content(data[:HEAD_BYTES]):
        case ContentKind.EMPTY:
            raise SourceError(f"{name}: the picture is empty (0 bytes)")
        case ContentKind.HEIF:
            return _from_heif(data, name, most_pixels)
        case ContentKind.AVIF | ContentKind.GIF:
            return _from_pillow(data, name, most_pixels)
        case ContentKind.BITMAP | ContentKind.OTHER:
            return _from_bitmap(data, name, most_pixels)
        case ContentKind.CAMERA_RAW | ContentKind.JPEG_XL:
            raise SourceError(f"{name}: is {kind.value}, which cannot be read; save it as a JPEG")
        case ContentKind.DOCUMENT:
            raise SourceError(f"{name}: is {kind.value}, neither a picture nor a video")
        case _:
            raise SourceError(f"{name}: is {kind.value}, not a picture")


def size_of_jpeg(data: bytes) -> tuple[int, int] | None:
    """Return the width and height that a JPEG states; None if it is damaged or no JPEG."""
    try:
        height, width = simplejpeg.decode_jpeg_header(data, strict=False)[:2]
    except _DAMAGE:
        return None
    return width, height


def is_animated_gif(path: Path) -> bool:
    """Return whether a file is a GIF with several images."""
    try:
        with Pillow.open(path, formats=("GIF",)) as picture:
            return _has_several(picture)
    except _DAMAGE:
        return False


def size_of_first_gif_image(path: Path) -> tuple[int, int] | None:
    """Return width and height of a GIF's first image, which by itself says how large it is.

    Returns:
        None if it cannot be read.
    """
    try:
        with Pillow.open(path, formats=("GIF",)) as picture:
            left, top, right, bottom = picture.tile[0].extents or (0, 0, *picture.size)
    except _DAMAGE:
        return None
    return right - left, bottom - top


def _from_bitmap(data: bytes, name: str, most_pixels: int) -> Picture:
    """Decode a picture in one of the formats that OpenCV knows."""
    is_size_known = has_several = is_damaged = False
    with native_stderr_muted():
        try:
            with Pillow.open(io.BytesIO(data), formats=_BITMAPS) as picture:
                _check_size(picture.size, name, most_pixels)
                is_size_known = True
                if picture.format in _JPEG:
                    orientation = picture.getexif().get(Base.Orientation, 1)
                    return _from_jpeg(data, name, most_pixels, orientation)
                has_several = picture.format in _PAGED and _has_several(picture)
                is_damaged = picture.format == "TIFF" and _is_damaged_tiff(picture)
        except _DAMAGE:
            pass  # OpenCV knows more formats, and says below whether it is damaged
        if not is_size_known and most_pixels < MAX_PIXELS:
            raise SourceError(f"{name}: {_UNKNOWN}")
        return Picture(_from_opencv(data, name), has_several, is_damaged)


def _from_jpeg(data: bytes, name: str, most_pixels: int, orientation: int) -> Picture:
    """Decode a JPEG by libjpeg-turbo itself, since OpenCV does not tell what libjpeg notices.

    Raises:
        ValueError: It is one of the rare forms that libjpeg-turbo's own interface does not know.
    """
    height, width = simplejpeg.decode_jpeg_header(data, strict=False)[:2]
    _check_size((width, height), name, most_pixels)
    is_damaged = False
    try:
        image = simplejpeg.decode_jpeg(data, "BGR")
    except ValueError as error:
        is_damaged = not _is_padded(data, str(error))
        image = simplejpeg.decode_jpeg(data, "BGR", strict=False)
    upright = _TO_UPRIGHT[orientation](image) if orientation in _TO_UPRIGHT else image
    return Picture(np.ascontiguousarray(upright, np.uint8), is_damaged=is_damaged)


def _is_padded(data: bytes, warning: str) -> bool:
    """Return whether the bytes that libjpeg skipped are padding, as some cameras write it."""
    padding = _PADDING.search(warning)
    end = data.rfind(b"\xff\xd9")
    return padding is not None and len(set(data[end - int(padding[1]) : end])) <= 1


def _is_damaged_tiff(picture: Pillow.Image) -> bool:
    if picture.info.get("compression") not in _CHECKED_TIFF:
        return False
    try:
        picture.load()
    except _DAMAGE:
        return True
    return False


def _from_opencv(data: bytes, name: str) -> Image:
    white = pnm_range(data)
    try:
        # Not cv2.imread, which on Windows opens only paths within the system's code page.
        form = cv2.IMREAD_COLOR_BGR | (0 if white is None else cv2.IMREAD_ANYDEPTH)
        image = cv2.imdecode(np.frombuffer(data, np.uint8), form)
    except (cv2.error, MemoryError) as error:
        raise SourceError(f"{name}: the picture is damaged or too large to decode") from error
    if image is None:
        raise SourceError(f"{name}: {_UNKNOWN}")
    if white is not None:
        values = np.arange(65536)  # whether of one byte or two
        image = np.minimum(values * 255 / white + 0.5, 255).astype(np.uint8)[image]
    return np.ascontiguousarray(image, np.uint8)


def _from_pillow(data: bytes, name: str, most_pixels: int) -> Picture:
    try:
        with Pillow.open(io.BytesIO(data), formats=("AVIF", "GIF")) as picture:
            _check_size(picture.size, name, most_pixels)
            has_several = _has_several(picture)
            picture.seek(0)
            upright = ImageOps.exif_transpose(picture)
            rgb = np.asarray(upright.convert("RGB"))
    except _DAMAGE as error:
        raise SourceError(f"{name}: the picture is damaged or cut short") from error
    return Picture(np.ascontiguousarray(rgb[:, :, ::-1], np.uint8), has_several)


def _from_heif(data: bytes, name: str, most_pixels: int) -> Picture:
    try:
        file = pillow_heif.open_heif(io.BytesIO(data), bgr_mode=True)
        _check_size(file.size, name, most_pixels)
        pixels = np.asarray(file)  # decodes it; rotated and mirrored as the file says
    except _DAMAGE as error:
        raise SourceError(f"{name}: the picture is damaged or cut short") from error
    if pixels.dtype == np.uint16:  # only colour is converted to 8 bits by the library
        pixels = pixels >> 8
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[:, :, None], 3, axis=2)
    return Picture(np.ascontiguousarray(pixels[:, :, :3], np.uint8), len(file) > 1)


def _has_several(picture: Pillow.Image) -> bool:
    """Return whether a picture has several images, which may be too many to be counted."""
    return bool(getattr(picture, "is_animated", False))


def _check_size(size: tuple[int, int], name: str, most_pixels: int) -> None:
    """Refuse a picture by the size that it states, before it is decoded."""
    width, height = size
    if width * height > most_pixels:
        raise PictureTooLargeError(
            f"{name}: the picture has {width} × {height} pixels, which is too large;"
            f" at most {most_pixels // 10**6} million pixels can be read"
        )


def encode_picture(image: Image, path: Path, *, jpeg_quality: int) -> bytes:
    """Encode an image in the format of the file that it will be written to.

    Args:
        image: (height, width, 3), uint8, BGR.
        path: Its suffix selects the format; errors name it. Nothing is written.
        jpeg_quality: 0 to 100; other formats ignore it.

    Raises:
        PictureFormatError: The image is too large for the format.
    """
    suffix = path.suffix.lower()
    parameters = (cv2.IMWRITE_JPEG_QUALITY, jpeg_quality) if suffix in JPEG_SUFFIXES else ()
    try:
        is_encoded, data = cv2.imencode(suffix, image, parameters)
    except cv2.error as error:
        raise PictureFormatError(f"Cannot write {path}: {error.err}") from error
    if not is_encoded:
        raise PictureFormatError(
            f"Cannot write {path}: the picture is too large for a {suffix} file"
        )
    return bytes(data)

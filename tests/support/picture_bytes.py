"""Picture files made in memory."""

import io
import struct
import zlib

import numpy as np
import pillow_heif
from PIL import Image

from maskapp.opencv import cv2

WIDTH, HEIGHT = 60, 40


def four_corners() -> np.ndarray:
    """Return a BGR image: blue top left, green top right, red bottom left, white bottom right."""
    image = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    image[: HEIGHT // 2, : WIDTH // 2] = (255, 0, 0)
    image[: HEIGHT // 2, WIDTH // 2 :] = (0, 255, 0)
    image[HEIGHT // 2 :, : WIDTH // 2] = (0, 0, 255)
    image[HEIGHT // 2 :, WIDTH // 2 :] = (255, 255, 255)
    return image


def encoded(suffix: str, image: np.ndarray | None = None) -> bytes:
    """Return an image, by default `four_corners`, as the content of a file."""
    is_encoded, data = cv2.imencode(suffix, four_corners() if image is None else image)
    assert is_encoded
    return data.tobytes()


def with_orientation(jpeg: bytes, orientation: int) -> bytes:
    """Return the JPEG with an EXIF segment (APP1) that holds only the orientation."""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    exif = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:]


def png_of_stated_size(width: int, height: int) -> bytes:
    """Return a PNG whose header states this size, with hardly any content."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    content = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", content)
        + chunk(b"IEND", b"")
    )


def heic(image: np.ndarray | None = None, **options: object) -> bytes:
    """Return a BGR image, by default `four_corners`, as a HEIC; options are those of the encoder.

    `tile_size` makes it a grid of tiles, as phones write it.
    """
    pixels = np.ascontiguousarray((four_corners() if image is None else image)[:, :, ::-1])
    file = io.BytesIO()
    pillow_heif.encode("RGB", pixels.shape[1::-1], pixels.tobytes(), file, quality=-1, **options)
    return file.getvalue()


def pillow_file(picture_format: str, *images: np.ndarray, **options: object) -> bytes:
    """Return one or more BGR images as a file of Pillow's."""
    first, *others = (Image.fromarray(np.ascontiguousarray(bgr[:, :, ::-1])) for bgr in images)
    file = io.BytesIO()
    if others:
        options |= {"save_all": True, "append_images": others}
    first.save(file, picture_format, **options)
    return file.getvalue()

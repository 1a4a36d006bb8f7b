"""Fingerprints of lists of pictures, by which caches recognise them."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from maskapp.errors import DatasetError


def name_bytes(text: str) -> bytes:
    """Return a text to hash; names in it need not be UTF-8, as those of old archives are not."""
    return text.encode(errors="surrogatepass")


def fingerprint(pictures: Iterable[tuple[Path, str]]) -> str:
    """Return a hash of the contents of pictures, whatever their names.

    Args:
        pictures: Each picture's path, and text to hash with it.

    Raises:
        DatasetError: A picture cannot be read.
    """
    digest = hashlib.sha256()
    for path, text in pictures:
        try:
            content = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise DatasetError(f"The picture {path} cannot be read: {error.strerror}.") from error
        digest.update(f"{content}{text}\n".encode())
    return digest.hexdigest()

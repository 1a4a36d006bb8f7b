"""Which network the record of a training belongs to."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

NETWORK_HASH = "network_sha256"
"""The name of a network's hash in the record of its training."""


def file_hash(file: Path) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal digits."""
    return sha256(file.read_bytes()).hexdigest()


def is_record_of(record: Mapping[str, object], network_file: Path) -> bool:
    """Return whether a record was written for a network.

    Older records have no hash; they belong to the network beside them.
    """
    kept = record.get(NETWORK_HASH)
    return kept is None or kept == file_hash(network_file)

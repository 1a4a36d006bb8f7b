"""What the record of a face check says of the detector that it belongs to."""

import json
from pathlib import Path

from maskapp.training.fitting.record import file_hash

DETECTOR_HASH = "detector_sha256"
"""The name of the detector's hash in the record."""


def is_check_of(check_file: Path, detector_file: Path) -> bool:
    """Return whether a face check was trained for a detector, by the record beside it.

    Args:
        check_file: The `.tflite` file of the check.
        detector_file: That of the detector.

    Raises:
        OSError: The detector cannot be read.
    """
    try:
        record = json.loads(check_file.with_suffix(".json").read_text(encoding="utf-8"))
        trained_for = record[DETECTOR_HASH]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(trained_for == file_hash(detector_file))

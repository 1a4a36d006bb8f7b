"""The history of a training: what was measured in each epoch, as CSV."""

import csv
import io
from pathlib import Path

import keras

from maskapp.training.data.saved_files import unreadable, write_text


class HistoryKeeper(keras.callbacks.Callback):  # type: ignore[misc]
    """Adds a row after each epoch, in place of rows of the same epoch or later ones.

    Args:
        file: The CSV file; written whole each time, so that it never ends in half a row.
    """

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Override `Callback.on_epoch_end`: add the row."""
        row = {name: str(float(value)) for name, value in sorted((logs or {}).items())}
        rows = [*read_history(self._file)[:epoch], {"epoch": str(epoch), **row}]
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[-1]), restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        write_text(self._file, text.getvalue())


def read_history(file: Path) -> list[dict[str, str]]:
    """Return the finished epochs of a stage from its CSV file; none if there is no file.

    Raises:
        ModelError: The file is damaged.
    """
    if not file.is_file():
        return []
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise unreadable(file, error) from error
    return [row for row in rows if None not in row.values()]  # the last one may be cut short

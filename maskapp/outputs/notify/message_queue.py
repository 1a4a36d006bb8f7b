"""Messages that wait to be sent, on disk, so that neither an outage nor a crash loses them."""

import contextlib
import logging
import re
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

from maskapp.files.abandoned_files import PARTIAL_PREFIX
from maskapp.files.private_files import write_private
from maskapp.files.regular_files import read_regular_file
from maskapp.outputs.notify.message import Message

MOST_MESSAGES = 1000
MOST_BYTES = 64_000_000
"""How much may wait; the oldest messages beyond it are dropped."""
KEPT_FOR = timedelta(days=7)
"""Older messages are dropped, since nobody expects them any more."""

_LARGEST_BYTES = 4_000_000
_NAME = re.compile(r"(\d{12,18})\.json", re.ASCII)

_log = logging.getLogger(__name__)


class MessageQueue:
    """A queue of messages, one file each, in the order in which they came.

    A message leaves the queue once it was sent (`remove`), so one that was on its way when the
    program died is sent again. May be used by several threads.

    Args:
        folder: Created when the first message comes; only the user can read it and its files.
        most_messages: How many may wait.
        most_bytes: How many bytes they may have together.
    """

    def __init__(
        self, folder: Path, most_messages: int = MOST_MESSAGES, most_bytes: int = MOST_BYTES
    ) -> None:
        self._folder = folder
        self._most_messages = most_messages
        self._most_bytes = most_bytes
        self._lock = threading.RLock()
        self._sizes: dict[int, int] = {}  # bytes by number, in the order of the numbers
        self._times: dict[int, tuple[datetime, float]] = {}  # made at, and held since, by number
        self._shown: tuple[int, Message] | None = None
        self._last_number = 0
        self._read_folder()

    def __len__(self) -> int:
        with self._lock:
            return len(self._sizes)

    def put(self, message: Message) -> int:
        """Add a message; it outlasts a crash once this returns.

        Returns:
            How many of the oldest messages were dropped for it.

        Raises:
            OutputError: The disk is full or fails.
        """
        data = message.as_json()
        with self._lock:
            dropped = 0
            while self._sizes and (
                len(self._sizes) >= self._most_messages
                or sum(self._sizes.values()) + len(data) > self._most_bytes
            ):
                self._drop(next(iter(self._sizes)))
                dropped += 1
            number = self._last_number + 1
            write_private(self._path(number), data)
            self._last_number = number
            self._sizes[number] = len(data)
            self._times[number] = (message.made_at, time.monotonic())
            return dropped

    def first(self) -> Message | None:
        """Return the oldest message, which stays in the queue; None if there is none.

        Those that are too old, or cannot be read, are dropped.
        """
        with self._lock:
            while self._sizes:
                number = next(iter(self._sizes))
                message = self._read(number)
                if message is not None and not self._is_old(number):
                    return message
                self._drop(number)
            return None

    def drop_old(self) -> None:
        """Drop all messages that are too old or cannot be read, also behind the first."""
        with self._lock:
            for number in list(self._sizes):
                has_time = number in self._times or self._read(number) is not None
                if not has_time or self._is_old(number):
                    self._drop(number)

    def remove(self, message: Message) -> None:
        """Remove the message that `first` returned; it may have been dropped meanwhile."""
        with self._lock:
            if self._shown is not None and self._shown[1] is message:
                self._drop(self._shown[0])

    def clear(self) -> None:
        """Drop all messages."""
        with self._lock:
            for number in list(self._sizes):
                self._drop(number)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:012}.json"

    def _read_folder(self) -> None:
        """Find the messages that an earlier start has left."""
        sizes: dict[int, int] = {}
        with contextlib.suppress(OSError):  # most often there is no such folder
            for path in self._folder.iterdir():
                if match := _NAME.fullmatch(path.name):
                    sizes[int(match[1])] = path.lstat().st_size
                elif path.name.startswith(PARTIAL_PREFIX):
                    self._unlink(path)
        self._sizes = dict(sorted(sizes.items()))
        self._last_number = max(self._sizes, default=0)

    def _read(self, number: int) -> Message | None:
        """Return a message, the same as long as it is the first one; None if it is damaged."""
        if self._shown is not None and self._shown[0] == number:
            return self._shown[1]
        try:
            message = Message.from_json(read_regular_file(self._path(number), _LARGEST_BYTES))
        except (OSError, KeyError, TypeError, ValueError, RecursionError) as error:
            _log.warning("A waiting message cannot be read (%s)", type(error).__name__)
            return None
        self._times.setdefault(number, (message.made_at, time.monotonic()))
        if number == next(iter(self._sizes)):
            self._shown = (number, message)
        return message

    def _is_old(self, number: int) -> bool:
        made_at, held_since_s = self._times[number]
        held_s = time.monotonic() - held_since_s  # the clock may have been ahead when it was made
        age = datetime.now().astimezone() - made_at
        return max(age, timedelta(seconds=held_s)) > KEPT_FOR

    def _drop(self, number: int) -> None:
        del self._sizes[number]
        self._times.pop(number, None)
        if self._shown is not None and self._shown[0] == number:
            self._shown = None
        self._unlink(self._path(number))

    def _unlink(self, path: Path) -> None:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("A message cannot be removed from disk (%s)", error.strerror)

"""Messages that wait to be sent, on disk, so that neither an outage nor a crash loses them."""

import contextlib
import logging
import re
import threading
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from maskapp.errors import OutputError
from maskapp.files.abandoned_files import PARTIAL_PREFIX
from maskapp.files.private_files import write_private
from maskapp.files.regular_files import may_be_readable_later, read_regular_file
from maskapp.outputs.notify.message import Message

MOST_MESSAGES = 1000
MOST_BYTES = 64_000_000
"""How much may wait; the oldest messages beyond it are dropped."""
KEPT_FOR = timedelta(days=7)
"""Older messages are dropped, since nobody expects them any more."""
MOST_ATTEMPTS = 5
"""How often a message may fail without a reason that is known before it holds up no others."""

_LARGEST_BYTES = 4_000_000
_NAME = re.compile(r"(\d{12,18})\.json", re.ASCII)

_log = logging.getLogger(__name__)


class MessageQueue:
    """A queue of messages, one file each, in the order in which they came.

    A message leaves the queue once it was sent (`remove`), so one that was on its way when the
    program died is sent again. One that cannot be read at the moment stays. One that failed
    `MOST_ATTEMPTS` times lets the others pass, and is tried again later. May be used by several
    threads.

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
        self._shown: tuple[int, Message] | None = None  # the one that `first` returned
        self._failures: Counter[int] = Counter()  # to send it, by number
        self._unread: Counter[int] = Counter()  # failures to read it, likewise
        self._put_off: set[int] = set()  # numbers of those that let the others pass
        self._last_number = 0
        self._is_folder_read = False
        with contextlib.suppress(OutputError):  # it is tried again
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
            self._read_folder()  # else the number might be that of a message that waits
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

        Those that are too old or damaged are dropped, those that let the others pass left out, or
        come last when they are tried again.

        Raises:
            OutputError: The folder or the message cannot be read at the moment.
        """
        with self._lock:
            self._read_folder()
            waiting = [each for each in self._sizes if each not in self._put_off]
            problem, lets_pass = "", False
            for number in sorted(waiting, key=self._has_failed_often):
                try:
                    message = self._kept(number)
                except OSError as error:
                    self._unread[number] += 1
                    if self._unread[number] <= MOST_ATTEMPTS:
                        problem = f"A waiting message cannot be read: {error.strerror}"
                    if problem and not lets_pass:
                        break
                    lets_pass = True  # for those behind it, too: the reason may be the same
                    continue
                if message is not None:
                    self._shown = (number, message)
                    return message
            if problem:
                raise OutputError(problem)
            return None

    def note_failure(self, message: Message) -> bool:
        """Note that what `first` returned failed, and the receiver is not the reason.

        Returns:
            Whether it lets the others pass from now on.
        """
        with self._lock:
            if self._shown is None or self._shown[1] is not message:
                return False
            number = self._shown[0]
            self._failures[number] += 1
            if not self._has_failed_often(number):
                return False
            self._put_off.add(number)
            return True

    def drop_old(self) -> None:
        """Drop all messages that are too old or damaged, also behind the first.

        Those that let the others pass are tried once more.
        """
        with self._lock:
            self._put_off.clear()
            with contextlib.suppress(OutputError):
                self._read_folder()
            for number in list(self._sizes):
                with contextlib.suppress(OSError):
                    if number not in self._times:
                        self._kept(number)
                    elif self._is_old(number):
                        self._drop(number)

    def remove(self, message: Message) -> None:
        """Remove the message that `first` returned; it may have been dropped meanwhile."""
        with self._lock:
            if self._shown is not None and self._shown[1] is message:
                self._drop(self._shown[0])

    def clear(self) -> None:
        """Drop all messages."""
        with self._lock:
            try:
                self._read_folder()
            except OutputError as error:
                _log.warning("Messages cannot be removed from disk (%s)", error)
            for number in list(self._sizes):
                self._drop(number)

    def _has_failed_often(self, number: int) -> bool:
        return self._failures[number] >= MOST_ATTEMPTS

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:012}.json"

    def _read_folder(self) -> None:
        """Find the messages that an earlier start has left, unless that was done.

        Raises:
            OutputError: The folder cannot be read at the moment.
        """
        if self._is_folder_read:
            return
        try:
            paths = list(self._folder.iterdir())
        except (FileNotFoundError, NotADirectoryError):  # no message has come yet
            paths = []
        except OSError as error:
            raise OutputError(f"Waiting messages cannot be read: {error.strerror}") from error
        sizes: dict[int, int] = {}
        for path in paths:
            if match := _NAME.fullmatch(path.name):
                sizes[int(match[1])] = _size(path)
            elif path.name.startswith(PARTIAL_PREFIX):
                self._unlink(path)
        self._sizes = dict(sorted(sizes.items()))
        self._last_number = max(self._sizes, default=0)
        self._is_folder_read = True

    def _kept(self, number: int) -> Message | None:
        """Return a message; None if it is too old or damaged, and therefore dropped.

        Raises:
            OSError: It cannot be read at the moment.
        """
        try:
            message = self._read(number)
        except OSError:
            if self._is_old_file(number):
                self._drop(number)
                return None
            raise
        if message is not None and not self._is_old(number):
            return message
        self._drop(number)
        return None

    def _read(self, number: int) -> Message | None:
        """Return a message, the same as long as it is the one shown; None if it is damaged.

        Raises:
            OSError: It cannot be read at the moment.
        """
        if self._shown is not None and self._shown[0] == number:
            return self._shown[1]
        try:
            message = Message.from_json(read_regular_file(self._path(number), _LARGEST_BYTES))
        except (OSError, KeyError, TypeError, ValueError, RecursionError) as error:
            if isinstance(error, OSError) and may_be_readable_later(error):
                raise
            _log.warning("A waiting message is damaged (%s)", type(error).__name__)
            return None
        self._times.setdefault(number, (message.made_at, time.monotonic()))
        return message

    def _is_old(self, number: int) -> bool:
        made_at, held_since_s = self._times[number]
        held_s = time.monotonic() - held_since_s  # the clock may have been ahead when it was made
        age = datetime.now().astimezone() - made_at
        return max(age, timedelta(seconds=held_s)) > KEPT_FOR

    def _is_old_file(self, number: int) -> bool:
        """Return whether a message is too old whose content does not tell it."""
        try:
            written_at_s = self._path(number).lstat().st_mtime
        except OSError:
            return False
        return time.time() - written_at_s > KEPT_FOR.total_seconds()

    def _drop(self, number: int) -> None:
        del self._sizes[number]
        del self._failures[number], self._unread[number]
        self._put_off.discard(number)
        self._times.pop(number, None)
        if self._shown is not None and self._shown[0] == number:
            self._shown = None
        self._unlink(self._path(number))

    def _unlink(self, path: Path) -> None:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("A message cannot be removed from disk (%s)", error.strerror)


def _size(path: Path) -> int:
    """Return the size of a file in bytes; 0 if the system does not tell it."""
    try:
        return path.lstat().st_size
    except OSError:
        return 0

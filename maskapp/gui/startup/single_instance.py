"""One window for each data folder; a second start shows the window of the first.

If the first is just closing, perhaps slowly, the second start waits until it has ended.
"""

import getpass
import hashlib
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir, QLockFile, QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from maskapp.errors import MaskappError
from maskapp.outputs.disk_reserve import DiskReserve, is_full
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER

_TIMEOUT_MS = 3000
_MOST_BYTES = 100_000
_CLOSING_S = 300.0
"""Time for which a second start waits: a hung engine and then a dead disk are given up before, each
with its word for the user, and every other part."""
_LOOK_S = 0.2
_LONGEST_FOLDER_BYTES = 60
"""The path of a local socket is limited to about 100."""
_SHOWN, _CLOSING = b"ok\n", b"closing\n"
_TOKEN = "XDG_ACTIVATION_TOKEN"
"""Environment variable with the right to the focus that a new program may pass on (Wayland)."""


class SingleInstance(QObject):
    """A claim on a data folder, or a connection to the program that has claimed it.

    Args:
        data_dir: An existing folder.

    Attributes:
        is_closing: Tells a second start whether this program is closing its window for good.
    """

    activation_requested = Signal(object)
    """A second start asks to show the window: the source to open, or ""."""
    door_requested = Signal()
    """A second start asks for the door display; never emitted while the window is closing."""

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_closing: Callable[[], bool] = lambda: False
        # Short, since the path of a local socket is limited to about 100 characters.
        place = f"{_user()}:{data_dir.resolve()}"
        name = f"maskapp-{hashlib.sha256(os.fsencode(place)).hexdigest()[:16]}"
        self._places = _socket_places(name)
        self._data_dir = data_dir
        self._lock = QLockFile(str(data_dir / "maskapp.lock"))
        self._lock.setStaleLockTime(0)  # stale once its process has ended, never by age
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._receive)

    def claim(self) -> bool:
        """Claim the data folder.

        On a full disk, the reserve of the snapshot log makes room: in the window, snapshots can be
        deleted.

        Returns:
            Whether it was free; False if another process has claimed it.

        Raises:
            MaskappError: The folder cannot be written to.
        """
        if self._server.isListening():
            return True
        has_failed = self._lock_failed()
        if has_failed and is_full(self._data_dir):
            DiskReserve(self._data_dir / SNAPSHOT_FOLDER).give_up()
            has_failed = self._lock_failed()
        if has_failed:
            if is_full(self._data_dir):
                raise MaskappError(
                    f"The disk with Maskapp's data folder {self._data_dir} is full; free some space"
                )
            raise MaskappError(
                f"Maskapp cannot write to its data folder {self._data_dir};"
                " choose another one with --data-dir"
            )
        if not self._lock.isLocked():
            return False
        any(map(self._listen, self._places))
        return True

    def _listen(self, place: str) -> bool:
        QLocalServer.removeServer(place)  # left behind by a crash
        return self._server.listen(place)

    def _lock_failed(self) -> bool:
        """Try to lock the folder; return whether that failed, other than because it is taken."""
        return not self._lock.tryLock(0) and (
            self._lock.error() != QLockFile.LockError.LockFailedError
        )

    def show_other(self, source: str, *, wants_door: bool = False) -> bool:
        """Ask the program that has claimed the folder to show its window or its door display.

        Args:
            source: The source to open there; "" for none.
            wants_door: Whether it is to show the door display.

        Returns:
            Whether it does; False if it is closing, or has ended meanwhile.

        Raises:
            MaskappError: The other program does not respond.
        """
        socket = QLocalSocket()
        token = os.environ.get(_TOKEN, "")
        message = {"source": source, "token": token, "door": wants_door}
        if any(_connects(socket, place) for place in self._places):
            socket.write(json.dumps(message).encode() + b"\n")
            if socket.waitForReadyRead(_TIMEOUT_MS):
                return bytes(socket.readAll().data()) != _CLOSING
        if self.claim():
            return False
        raise MaskappError(
            f"Maskapp is already running with {self._data_dir}, but its window does not respond;"
            " close it, or choose another folder with --data-dir"
        )

    def claim_later(self, timeout_s: float = _CLOSING_S) -> None:
        """Claim the data folder as soon as the program that is closing has ended.

        Raises:
            MaskappError: It goes on for too long.
        """
        until_s = time.monotonic() + timeout_s
        while not self.claim():
            if time.monotonic() > until_s:
                raise MaskappError(
                    f"Maskapp is still closing with {self._data_dir}, since a disk is slow;"
                    " start it again later, or choose another folder with --data-dir"
                )
            time.sleep(_LOOK_S)

    def release(self) -> None:
        """Release the folder, so that another process can claim it."""
        self._server.close()
        self._lock.unlock()

    @Slot()
    def _receive(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(self._read)

    @Slot()
    def _read(self) -> None:
        socket = self.sender()
        if not isinstance(socket, QLocalSocket) or not socket.canReadLine():
            return
        try:
            message = json.loads(bytes(socket.readLine(_MOST_BYTES).data()))
            source, token = str(message["source"]), str(message["token"])
            wants_door = message["door"] is True
        except (ValueError, KeyError, TypeError):  # not one of ours
            socket.abort()
            return
        is_closing = self.is_closing()
        socket.write(_CLOSING if is_closing else _SHOWN)
        socket.flush()
        if token:
            os.environ[_TOKEN] = token
        opens_door = wants_door and not is_closing  # nothing would close it any more
        if source or not opens_door:
            self.activation_requested.emit(source)
        if opens_door:
            self.door_requested.emit()


def _socket_places(name: str) -> list[str]:
    """Return where the local socket may be, the best place first.

    On Linux that is the folder that is the user's own. Qt's own place is TMPDIR, which some
    terminals set and others do not; a window is there if it has no such folder, or is an older one.
    """
    if sys.platform != "linux":
        return [name]
    folder = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"  # unset after "su"
    is_short = len(os.fsencode(folder)) <= _LONGEST_FOLDER_BYTES
    is_usable = is_short and Path(folder).is_absolute() and os.access(folder, os.W_OK | os.X_OK)
    return [f"{each}/{name}" for each in ([folder] if is_usable else []) + [QDir.tempPath()]]


def _connects(socket: QLocalSocket, place: str) -> bool:
    """Connect to a window, but not to another user's program, which could read a password."""
    if sys.platform == "linux":
        try:
            if Path(place).lstat().st_uid != os.getuid():
                return False
        except OSError:
            return False
    socket.connectToServer(place)
    return socket.waitForConnected(_TIMEOUT_MS)


def _user() -> str:
    """Return what tells users apart; in a container, a user may have no name."""
    return getpass.getuser() if sys.platform == "win32" else str(os.getuid())

"""The permission to use cameras, for which macOS asks the user."""

import sys
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import (
    QCameraPermission,
    QCoreApplication,
    QObject,
    QPermission,
    Qt,
    Signal,
    Slot,
)

_Status = Qt.PermissionStatus


class PermissionSystem(Protocol):
    """What asks the user and remembers the answer: `QCoreApplication`."""

    def checkPermission(self, permission: QCameraPermission, /) -> Qt.PermissionStatus:  # noqa: N802
        """Return what the user has answered so far."""

    def requestPermission(  # noqa: N802
        self,
        permission: QCameraPermission,
        context: QObject,
        functor: Callable[[QPermission], None],
        /,
    ) -> None:
        """Ask the user, and call the functor in the context's thread with the answer."""


def permission_system() -> PermissionSystem | None:
    """Return what grants the permission: on macOS, for the packaged app; otherwise None.

    Elsewhere, none is needed. In a checkout on macOS, the system asks on behalf of the terminal,
    and Qt would refuse, since its question needs an Info.plist.
    """
    is_needed = sys.platform == "darwin" and getattr(sys, "frozen", False)
    return QCoreApplication.instance() if is_needed else None


class CameraPermission(QObject):
    """The permission to use cameras, requested before the first one is opened.

    Args:
        system: Grants it; None where none is needed.
        parent: The owner.
    """

    answered = Signal(str)
    """The user has answered; the camera that was to be opened."""

    def __init__(self, system: PermissionSystem | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._system = system
        self._wanted = ""
        self._is_asking = self._is_answered = False

    def has_to_ask(self, text: str) -> bool:
        """Return whether the user has to answer before this source is opened, and if so, ask.

        `answered` follows, unless another source is to be opened by then.

        Args:
            text: The source, as `open_source` takes it.
        """
        is_open = self._status() == _Status.Undetermined and not self._is_answered
        has_to_ask = text.isdecimal() and is_open
        self._wanted = text if has_to_ask else ""
        if has_to_ask and not self._is_asking and self._system is not None:
            self._is_asking = True
            self._system.requestPermission(QCameraPermission(), self, self._answer)
        return has_to_ask

    def refusal(self) -> str:
        """Return why cameras cannot be opened and what to do, for the user; "" if they can."""
        if self._status() == _Status.Granted:
            return ""
        return self.tr(
            "Maskapp is not allowed to use the camera. Allow it in System Settings, Privacy &"
            " Security, Camera, and start Maskapp again."
        )

    def _status(self) -> Qt.PermissionStatus:
        if self._system is None:
            return _Status.Granted
        return self._system.checkPermission(QCameraPermission())

    @Slot(QPermission)
    def _answer(self, _permission: QPermission) -> None:
        self._is_answered = True
        text, self._wanted = self._wanted, ""
        if text:
            self.answered.emit(text)

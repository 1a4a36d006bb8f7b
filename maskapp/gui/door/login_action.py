"""The menu action that starts the door display when the user logs in."""

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from maskapp.errors import OutputError
from maskapp.gui.door.login_start import LoginStart, door_command, login_start, renew
from maskapp.gui.shared.make_action import make_action

_log = logging.getLogger(__name__)


class LoginAction(QObject):
    """Makes and removes the system's entry, which alone tells whether it is on.

    An entry whose program is gone, as after an upgrade, starts this program from now on.

    Args:
        window: Owns the action.
        data_dir: The data folder that the door display is to use.
        find: Returns the entry of this system.

    Attributes:
        action: The action; ticked while there is an entry.
    """

    reported = Signal(str)
    """A message for the user: what happens at the next login."""
    failed = Signal(str)
    """A message for the user: the entry could not be changed."""

    def __init__(
        self, window: QWidget, data_dir: Path, find: Callable[[], LoginStart] = login_start
    ) -> None:
        super().__init__(window)
        self._entry = find()
        self._data_dir = data_dir
        self.action = make_action(
            window,
            "",
            self.tr("Start the &door display at login"),
            self.tr("Show the door display, with the last camera or stream, when you log in"),
            checkable=True,
        )
        self.action.setChecked(self._is_renewed())
        self.action.triggered.connect(self._change)

    def _is_renewed(self) -> bool:
        """Renew the entry; return whether there is one that starts a program."""
        try:
            renew(self._entry)
        except OutputError as error:
            _log.warning("The entry that starts the door display cannot be renewed: %s", error)
            return False
        return self._entry.is_on()

    @Slot(bool)
    def _change(self, is_on: bool) -> None:
        try:
            if is_on:
                self._entry.turn_on(door_command(self._data_dir))
                self.reported.emit(
                    self.tr(
                        "When you log in, the door display starts with the last camera or stream."
                        " Hold Esc to leave it."
                    )
                )
            else:
                self._entry.turn_off()
                self.reported.emit(self.tr("The door display no longer starts at login."))
        except OutputError as error:
            self.failed.emit(str(error))
        self.action.setChecked(self._entry.is_on())

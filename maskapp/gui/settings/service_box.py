"""The state of a service that gets messages, and the button that tries it."""

import time

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from maskapp.gui.settings.setting_note import SettingNote
from maskapp.gui.shared.text_labels import WholeLabel
from maskapp.gui.shared.theme import SPACE_S, SPACE_XS
from maskapp.live.outside.service_status import ServiceStatus, status_text

_LONGEST_WORD = 40
"""Characters of usual width; a longer word, such as a server's name, would widen the dialog."""
_TICK_MS = 1000


class ServiceBox(QWidget):
    """A status that counts down, a button to try the service, and what came of it.

    Args:
        name: Name of the service.
    """

    trial_requested = Signal()
    """The user wants to know whether messages arrive; reply with `show_trial`."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status = ServiceStatus(name, "")
        self._can_try, self._is_trying = True, False
        self._text = WholeLabel(_LONGEST_WORD * self.fontMetrics().averageCharWidth(), self)
        self._button = QPushButton(self.tr("&Test"), self)
        self._button.setAutoDefault(False)
        self._button.clicked.connect(self._request)
        self._result = SettingNote(self)
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        column.addLayout(row)
        column.addWidget(self._result)
        self.setFocusProxy(self._button)
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._refresh)
        self._refresh()

    def show_status(self, status: ServiceStatus) -> None:
        """Show how the service is doing."""
        self._status = status
        self._refresh()

    def set_can_try(self, can_try: bool) -> None:
        """Set whether there is anything to try."""
        self._can_try = can_try
        self._show_button()

    def show_trial(self, text: str, *, is_problem: bool) -> None:
        """Show what came of a trial."""
        self._is_trying = False
        self._show_button()
        sentence = f"{text.rstrip('.')}."
        self._result.set_hint("" if is_problem else sentence)
        self._result.set_problem(sentence if is_problem else "")

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Count down while it is visible."""
        super().showEvent(event)
        self._refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Stop counting."""
        super().hideEvent(event)
        self._timer.stop()

    def _show_button(self) -> None:
        self._button.setText(self.tr("Testing…") if self._is_trying else self.tr("&Test"))
        self._button.setEnabled(self._can_try and not self._is_trying)

    @Slot()
    def _refresh(self) -> None:
        self._text.set_full_text(status_text(self._status, time.monotonic()))

    @Slot()
    def _request(self) -> None:
        self._is_trying = True
        self._show_button()
        self._result.set_problem("")
        self._result.set_hint("")
        self.trial_requested.emit()

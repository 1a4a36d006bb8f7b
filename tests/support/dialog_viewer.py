"""Acting on a dialog that runs a loop of its own."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from maskapp.gui.shared.closing_dialog import ClosingDialog


class DialogViewer:
    """Acts on a closing dialog again and again while it is shown, and keeps its texts.

    Args:
        kind: The class of the dialog.
        act: Called with the dialog.
    """

    def __init__(self, kind: type[ClosingDialog], act: Callable[[ClosingDialog], object]) -> None:
        self.texts: list[str] = []
        self._kind = kind
        self._act = act
        self._timer = QTimer(interval=20)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, self._kind) and dialog.isVisible():
                if dialog.text.text() not in self.texts:
                    self.texts.append(dialog.text.text())
                self._act(dialog)

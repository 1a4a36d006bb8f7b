"""How to use the window, with every shortcut."""

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from maskapp.gui.shared.theme import SPACE_L, SPACE_M

_SIZE_PX = (620, 640)
_MOST_OF_SCREEN = 0.9


class HelpDialog(QDialog):
    """A short manual; its list of shortcuts is made from the actions themselves."""

    def __init__(self, actions: Iterable[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Help and shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(QSize(*_SIZE_PX).boundedTo(self.screen().availableSize() * _MOST_OF_SCREEN))
        self.text = QTextBrowser()
        self.text.setHtml(self._manual() + self._shortcuts(actions))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_M)
        column.addWidget(self.text, 1)
        column.addWidget(buttons)

    def _manual(self) -> str:
        parts = (
            (
                self.tr("Choose what to watch"),
                self.tr(
                    "The Camera menu lists the cameras by name. It also opens videos, pictures,"
                    " network cameras and the demo clip. You may drop a file onto the window."
                ),
            ),
            (
                self.tr("Read the picture"),
                self.tr(
                    "Each face has a box with a symbol and a word: ✓ Mask, ✕ No mask,"
                    " ⚠ Worn wrong, ? Uncertain. The number tells the people apart; the"
                    " percentage says how sure the judgement is."
                ),
            ),
            (
                self.tr("Violations"),
                self.tr(
                    "A face that stays bare or has its mask worn wrong for longer than the time"
                    " in the settings is a violation. If you wish, a snapshot is taken of it."
                ),
            ),
            (
                self.tr("Keep what you saw"),
                self.tr(
                    "Space takes a snapshot; the snapshot panel finds it again. Ctrl+R records a"
                    " video, with the labels, plain, or with faces made unrecognisable. Ctrl+E"
                    " exports the snapshot log."
                ),
            ),
            (
                self.tr("Privacy"),
                self.tr(
                    "Nothing leaves this computer. Snapshots, recordings and the log are files"
                    " that only you can read. Tell people that they are watched; in many places"
                    " the law asks for it."
                ),
            ),
        )
        return "".join(f"<h3>{escape(title)}</h3><p>{escape(text)}</p>" for title, text in parts)

    def _shortcuts(self, actions: Iterable[QAction]) -> str:
        rows = "".join(
            f"<tr><td><b>{escape(keys)}</b>&nbsp;&nbsp;&nbsp;</td><td>{escape(tip)}</td></tr>"
            for keys, tip in shortcuts(actions)
        )
        extra = "".join(
            f"<tr><td><b>{escape(keys)}</b>&nbsp;&nbsp;&nbsp;</td><td>{escape(tip)}</td></tr>"
            for keys, tip in (
                ("Esc", self.tr("Leave full screen")),
                (self.tr("Double-click"), self.tr("Full screen, and back")),
                (self.tr("Arrow keys"), self.tr("Move the picture when shown at actual size")),
            )
        )
        return f"<h3>{escape(self.tr('Shortcuts'))}</h3><table>{rows}{extra}</table>"


def shortcuts(actions: Iterable[QAction]) -> list[tuple[str, str]]:
    """Keys and meaning of every action that has keys."""
    native = QKeySequence.SequenceFormat.NativeText
    return [
        (
            action.shortcut().toString(native),
            action.statusTip() or action.text().replace("&", "").rstrip("…"),
        )
        for action in actions
        if not action.shortcut().isEmpty()
    ]

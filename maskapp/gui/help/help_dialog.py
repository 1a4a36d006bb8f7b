"""The help dialog: how to use the window, with every shortcut."""

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from maskapp.gui.shared.make_action import plain_text
from maskapp.gui.shared.theme import SPACE_L, SPACE_M

_SIZE_PX = (620, 640)
_MOST_OF_SCREEN = 0.9


class HelpDialog(QDialog):
    """A short manual and a list of shortcuts.

    Args:
        actions: The actions whose shortcuts are listed.
    """

    def __init__(self, actions: Iterable[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Help and shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(QSize(*_SIZE_PX).boundedTo(self.screen().availableSize() * _MOST_OF_SCREEN))
        self.text = QTextBrowser()
        self.text.setAccessibleName(self.windowTitle())
        self.text.setHtml(self._manual() + self._shortcut_table(actions))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_M)
        column.addWidget(self.text, 1)
        column.addWidget(buttons)

    def _manual(self) -> str:
        sections = (
            (
                self.tr("Open a source"),
                self.tr(
                    "The Camera menu lists the cameras by name. It also opens videos, pictures,"
                    " network cameras and the demo clip. You can also drop a file onto the window."
                    " Go back and forward in a folder of pictures with Alt+Left and Alt+Right; the"
                    " pictures then wait until you resume."
                ),
            ),
            (
                self.tr("Read the preview"),
                self.tr(
                    "Each face has a box with a symbol and a label: ✓\u00a0Mask, ✕\u00a0No mask,"
                    " ⚠\u00a0Worn wrong, ?\u00a0Uncertain. The percentage is the confidence of the"
                    " label. The number is the face's as long as it is followed: nobody is"
                    " recognised, and somebody who comes back later gets a new one. The strip above"
                    " the image sums up everybody in view."
                ),
            ),
            (
                self.tr("Violations"),
                self.tr(
                    "A face without a mask, or with its mask worn wrong, becomes a violation after"
                    " the time set in the settings. Maskapp can take a snapshot of each violation,"
                    " and keep a clip of it (Settings, Recording). What the demo clip brings is"
                    " kept apart and deleted at the end."
                ),
            ),
            (
                self.tr("Alarm"),
                self.tr(
                    "The settings can let a violation be heard and seen: a sound, a spoken"
                    " sentence, a red frame. Ctrl+M mutes it for five minutes; the button in the"
                    " toolbar says so, and the Tools menu can mute it for longer and test it."
                ),
            ),
            (
                self.tr("Door display"),
                self.tr(
                    "F10 fills the screen for the person at the door: come in, cover your nose, or"
                    " put on your mask, in your own words (Settings, Door display). Hold Esc to"
                    " leave it. maskapp --kiosk shows nothing else; the Tools menu starts that at"
                    " login."
                ),
            ),
            (
                self.tr("Zones and names"),
                self.tr(
                    "Z opens the editor: draw areas that count or are ignored on the picture, set a"
                    " least face size, and name the source. A right click on a face ignores all"
                    " faces at its place, such as one on a poster. Ignored faces have grey corners;"
                    " they are not counted, but blurred like all others."
                ),
            ),
            (
                self.tr("Snapshots, recordings and exports"),
                self.tr(
                    "Space takes a snapshot, which the snapshot panel lists. Enter on a card shows"
                    " it large: the arrow keys go on, + and - zoom; B shows boxes and labels,"
                    " F2 edits the note, W corrects a wrong label, and C plays the clip. Ctrl+R"
                    " records a video, with or without boxes and labels, and if you like with"
                    " blurred faces. Ctrl+E exports the snapshot log."
                ),
            ),
            (
                self.tr("Statistics"),
                self.tr(
                    "Ctrl+3 shows how many people came by day, week, month and year, with a mask"
                    " and without, at all sources or one. Each face that is followed counts once."
                    " Times that were not watched are hatched."
                ),
            ),
            (
                self.tr("Other programs"),
                self.tr(
                    "The settings can send each violation to a webhook, and to an MQTT broker such"
                    " as that of Home Assistant. Test there says what the server answers."
                ),
            ),
            (
                self.tr("Privacy"),
                self.tr(
                    "Nothing leaves this computer unless you name a receiver in the settings, under"
                    " Webhook or MQTT. Only your user account can read the snapshots, the"
                    " recordings and the log. Inform people that they are being filmed: in"
                    " many places the law requires it."
                ),
            ),
        )
        return "".join(f"<h3>{escape(title)}</h3><p>{escape(text)}</p>" for title, text in sections)

    def _shortcut_table(self, actions: Iterable[QAction]) -> str:
        rows = (
            *_shortcuts(actions),
            ("Esc", self.tr("Leave a snapshot or full screen; hold it to leave the door display")),
            (self.tr("Double-click"), self.tr("Enter or leave full screen")),
            (self.tr("Arrow keys"), self.tr("Move the image when it is shown at actual size")),
        )
        cells = "".join(
            f"<tr><td><b>{escape(keys)}</b>&nbsp;&nbsp;&nbsp;</td><td>{escape(tip)}</td></tr>"
            for keys, tip in rows
        )
        return f"<h3>{escape(self.tr('Shortcuts'))}</h3><table>{cells}</table>"


def _shortcuts(actions: Iterable[QAction]) -> list[tuple[str, str]]:
    """Return the keys and the description of every action that has a shortcut."""
    native = QKeySequence.SequenceFormat.NativeText
    return [
        (
            action.shortcut().toString(native),
            action.statusTip() or plain_text(action).rstrip("…"),
        )
        for action in actions
        if not action.shortcut().isEmpty()
    ]

"""What stands in place of the picture while there is none: why, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from maskapp.gui.shared.actions import plain_text
from maskapp.gui.shared.icons import icon, pixmap
from maskapp.gui.shared.theme import SPACE_L, SPACE_M, SPACE_S

_ICON_PX = 64
_TEXT_WIDTH_PX = 460
_BUSY_WIDTH_PX = 180
_BUSY_HEIGHT_PX = 4


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a page says.

    Attributes:
        icon: A name in `resources/icons`.
        title: A few words.
        sentence: Why, and what to do.
        actions: Offered as buttons; the first is what one most likely wants.
        is_busy: Whether something is under way, so that one most likely waits.
    """

    icon: str
    title: str
    sentence: str
    actions: Sequence[QAction] = ()
    is_busy: bool = False


class Page(QWidget):
    """One page whose content changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # its buttons come next by the Tab key
        self._content: PageContent | None = None
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._title = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setFixedWidth(_TEXT_WIDTH_PX)
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        font.setWeight(font.Weight.DemiBold)
        self._title.setFont(font)
        self._sentence = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter, wordWrap=True)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sentence.setFixedWidth(_TEXT_WIDTH_PX)
        self._busy = QProgressBar(maximum=0, textVisible=False)
        self._busy.setFixedSize(_BUSY_WIDTH_PX, _BUSY_HEIGHT_PX)
        self._busy.setAccessibleName(self.tr("Under way"))
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(SPACE_S)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_M)
        column.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        for widget in (self._icon, self._title, self._sentence, self._busy):
            column.addWidget(widget, 0, centre)
        column.addSpacing(SPACE_S)
        column.addLayout(self._buttons)
        column.addStretch(3)

    @property
    def content(self) -> PageContent | None:
        """What is shown."""
        return self._content

    def show_content(self, content: PageContent) -> None:
        """Say something else; buttons that stay keep the keyboard's focus."""
        before, self._content = self._content, content
        self._title.setText(content.title)
        self._sentence.setText(content.sentence)
        for label in (self._title, self._sentence):
            # The layout would keep the height of the text before, and so would the label itself.
            label.setMinimumHeight(0)
            label.setFixedHeight(label.heightForWidth(_TEXT_WIDTH_PX))
        self._busy.setVisible(content.is_busy)
        if before is None or before.icon != content.icon:
            self._draw_icon()
        if before is None or tuple(before.actions) != tuple(content.actions):
            self._make_buttons(content)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802, D102 - Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._content:
            self._draw_icon()
            self._make_buttons(self._content)

    def _draw_icon(self) -> None:
        if self._content:
            colour = self.palette().color(QPalette.ColorRole.PlaceholderText)
            ratio = self.devicePixelRatioF()
            self._icon.setPixmap(pixmap(self._content.icon, _ICON_PX, colour, ratio))

    def _make_buttons(self, content: PageContent) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        self._buttons.addStretch()
        before: QWidget = self
        for number, action in enumerate(content.actions):
            is_primary = number == 0 and not content.is_busy
            button = _button(action, is_primary=is_primary)
            self._buttons.addWidget(button)
            self.setTabOrder(before, button)  # else they would come after all of the window
            before = button
        self._buttons.addStretch()


def _button(action: QAction, *, is_primary: bool) -> QPushButton:
    button = QPushButton(plain_text(action))
    button.setProperty("primary", is_primary)
    button.setToolTip(action.toolTip())
    if not is_primary and not action.icon().isNull():
        button.setIcon(icon(str(action.property("maskappIconName"))))
    button.clicked.connect(action.trigger)
    return button

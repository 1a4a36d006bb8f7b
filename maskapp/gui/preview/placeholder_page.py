"""The page shown in place of the preview while there is no image."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from maskapp.gui.preview.placeholder_content import PlaceholderContent
from maskapp.gui.shared.icons import icon_name, pixmap, set_icon
from maskapp.gui.shared.make_action import plain_text
from maskapp.gui.shared.text_labels import WrappedLabel
from maskapp.gui.shared.theme import SPACE_L, SPACE_M, SPACE_S

_ICON_PX = 64
_TEXT_WIDTHS_PX = (200, 460)
"""Minimum width of the texts, in a narrow window, and maximum."""
_LEAST_HEIGHT_PX = 260
"""Height of the page from which it has room for the icon."""
_SCROLL_BAR_PX = 12
_BUSY_WIDTH_PX = 180
_BUSY_HEIGHT_PX = 4


class PlaceholderPage(QWidget):
    """A page with an icon, a title, a sentence and buttons.

    A narrow page has the buttons in a column; a low one has no icon, and scrolls.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # the Tab key leads on to its buttons
        self._content: PlaceholderContent | None = None
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._title = _text_label(Qt.AlignmentFlag.AlignCenter)
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        font.setWeight(font.Weight.DemiBold)
        self._title.setFont(font)
        self._sentence = _text_label(Qt.AlignmentFlag.AlignHCenter)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._busy = QProgressBar(maximum=0, textVisible=False)
        self._busy.setFixedSize(_BUSY_WIDTH_PX, _BUSY_HEIGHT_PX)
        self._busy.setAccessibleName(self.tr("Please wait"))
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(SPACE_S)
        self._column = QWidget()
        column = QVBoxLayout(self._column)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_M)
        column.addStretch(2)
        for widget in (self._icon, self._title, self._sentence, self._busy):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(SPACE_S)
        column.addLayout(self._buttons)
        column.addStretch(3)
        scroll = QScrollArea(self, widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._column)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    @property
    def content(self) -> PlaceholderContent | None:
        """The content shown; None before the first."""
        return self._content

    def show_content(self, content: PlaceholderContent) -> None:
        """Show other content.

        Buttons that stay keep the keyboard focus; from one that goes, the page takes it.
        """
        before, self._content = self._content, content
        # The page itself has the focus at the start.
        self.setAccessibleName(content.title)
        self.setAccessibleDescription(content.sentence)
        self._fit_texts()
        self._busy.setVisible(content.is_busy)
        if before is None or before.icon != content.icon:
            self._draw_icon()
        if before is None or tuple(before.actions) != tuple(content.actions):
            self._make_buttons(content)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a size that shows everything."""
        return self._column.sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return a width for the widest button, and little height."""
        least = max([_TEXT_WIDTHS_PX[0], *self._button_widths()]) + 2 * SPACE_L
        return QSize(least + _SCROLL_BAR_PX, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fit texts and buttons to the new width."""
        super().resizeEvent(event)
        self._icon.setVisible(self.height() >= _LEAST_HEIGHT_PX)
        self._fit_texts()
        self._fit_buttons()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Redraw the large icon in the colour of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icon()

    def _fit_texts(self) -> None:
        if self._content is None:
            return
        least, most = _TEXT_WIDTHS_PX
        width = max(least, min(most, self.width() - 2 * SPACE_L - _SCROLL_BAR_PX))
        texts = (self._title, self._content.title), (self._sentence, self._content.sentence)
        for label, text in texts:
            label.set_word_width(width)
            label.set_full_text(text)
            # Both layout and label would otherwise keep the height of the previous text.
            label.setMinimumHeight(0)
            label.setFixedSize(width, label.heightForWidth(width))

    def _button_widths(self) -> list[int]:
        items = (self._buttons.itemAt(place) for place in range(self._buttons.count()))
        buttons = [button for item in items if item and (button := item.widget())]
        for button in buttons:
            button.ensurePolished()  # a new one has not the padding of the theme yet
        return [button.sizeHint().width() for button in buttons]

    def _fit_buttons(self) -> None:
        """Put the buttons below each other if they are too wide for a row."""
        widths = self._button_widths()
        needed = sum(widths) + SPACE_S * len(widths)
        is_row = needed <= self.width() - 2 * SPACE_L - _SCROLL_BAR_PX
        ways = QBoxLayout.Direction
        self._buttons.setDirection(ways.LeftToRight if is_row else ways.TopToBottom)

    def _draw_icon(self) -> None:
        if self._content:
            colour = self.palette().color(QPalette.ColorRole.PlaceholderText)
            ratio = self.devicePixelRatioF()
            self._icon.setPixmap(pixmap(self._content.icon, _ICON_PX, colour, ratio))

    def _make_buttons(self, content: PlaceholderContent) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                if old.hasFocus():  # else the window would pass it to the toolbar, or to nothing
                    self.setFocus()
                old.deleteLater()
        self._buttons.addStretch()
        before: QWidget = self
        for number, action in enumerate(content.actions):
            is_primary = number == 0 and not content.is_busy
            button = _button(action, is_primary=is_primary)
            self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
            self.setTabOrder(before, button)  # new widgets would come last in the window
            before = button
        self._buttons.addStretch()
        self._fit_buttons()


def _text_label(alignment: Qt.AlignmentFlag) -> WrappedLabel:
    label = WrappedLabel(_TEXT_WIDTHS_PX[1])
    label.setAlignment(alignment)
    return label


def _button(action: QAction, *, is_primary: bool) -> QPushButton:
    button = QPushButton(plain_text(action))
    button.setProperty("primary", is_primary)
    button.setToolTip(action.toolTip())
    button.setAutoDefault(True)  # else Enter presses it on some desktops only
    if not is_primary and (name := icon_name(action)):
        set_icon(button, name)
    button.clicked.connect(action.trigger)
    return button

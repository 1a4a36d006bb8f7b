"""The centre of the window: messages, the verdict, and the live picture or what covers it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from maskapp.gui.alarm.frame_overlay import FrameOverlay
from maskapp.gui.notifications.message_bar import MessageBar
from maskapp.gui.preview.file_bar import FileBar
from maskapp.gui.preview.placeholder_content import PlaceholderContent
from maskapp.gui.preview.placeholder_page import PlaceholderPage
from maskapp.gui.preview.preview import Preview
from maskapp.gui.preview.verdict_strip import VerdictStrip

_LEAST_PICTURE_PX = 100


class CentralView(QWidget):
    """The centre of the window.

    Attributes:
        messages: The bar of messages.
        verdict: The verdict on everybody in view.
        page: Says why there is no image.
        preview: Shows the image.
        stage: Holds the preview and the page, of which it shows one.
        file_bar: Says which picture of a file it is.
        live: All of the source: the stage, with what stands below it.

    Signals:
        covered: Whether something else is shown in place of `live`.
    """

    covered = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.messages = MessageBar()
        self.verdict = VerdictStrip(self)
        self.page = PlaceholderPage()
        self.preview = Preview()
        self.file_bar = FileBar()
        self.stage = QStackedWidget()
        self.stage.addWidget(self.page)
        self.stage.addWidget(self.preview)
        self.stage.setMinimumHeight(_LEAST_PICTURE_PX)
        # Else its size hint would make the verdict shrink while there is room for both.
        self.stage.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.live = QWidget()
        self._cover: QWidget | None = None
        self._alarm = FrameOverlay(self)
        self._is_verdict_wanted = True
        self._live_column = _column(self.live)
        self._live_column.addWidget(self.stage, 1)
        self._live_column.addWidget(self.file_bar)
        self._column = _column(self)
        self._column.addWidget(self.messages)
        self._column.addWidget(self.verdict)
        self._column.addWidget(self.live, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fit the verdict to the room that there is."""
        super().resizeEvent(event)
        self.verdict.fit(self.width(), self.height())

    def add_below(self, panel: QWidget) -> None:
        """Show a panel under the preview until it is destroyed."""
        self._live_column.addWidget(panel)

    def want_verdict(self, is_wanted: bool) -> None:
        """Show the verdict, or only while the picture that it is about is covered."""
        self._is_verdict_wanted = is_wanted
        self.verdict.set_wanted(is_wanted or self._cover is not None)
        self.verdict.set_live_word(self.tr("Live") if self._cover is not None else "")

    def cover(self, page: QWidget) -> None:
        """Show a page in place of the live picture, which goes on; the verdict stays above it."""
        if self._column.indexOf(page) < 0:
            self._column.addWidget(page, 1)
        self._cover = page
        self.live.hide()
        self.want_verdict(self._is_verdict_wanted)
        self.covered.emit(True)  # first, or the window would grow
        page.show()

    def show_alarm(self, text: str) -> None:
        """Frame what covers the live picture, which has a frame of its own, during an alarm.

        The frame and its text hide nothing: what is framed makes room for them.

        Args:
            text: What it is about; "" while there is none.
        """
        if text and self._cover is not None:
            self._alarm.show_text(text)
            self._column.setContentsMargins(self._alarm.room)
        else:
            self._hide_alarm()

    def uncover(self) -> None:
        """Show the live picture again."""
        self._hide_alarm()
        page, self._cover = self._cover, None
        if page is not None:
            page.hide()
            self.live.show()
            self.want_verdict(self._is_verdict_wanted)
            self.covered.emit(False)

    def _hide_alarm(self) -> None:
        self._alarm.hide()
        self._column.setContentsMargins(0, 0, 0, 0)

    @property
    def shows_preview(self) -> bool:
        """Whether the preview is there, rather than the page."""
        return self.stage.currentWidget() is self.preview

    def show_preview(self) -> None:
        """Show the preview."""
        self.stage.setCurrentWidget(self.preview)

    def show_page(self, content: PlaceholderContent) -> None:
        """Show the page in place of the preview."""
        self.page.show_content(content)
        self.stage.setCurrentWidget(self.page)


def _column(parent: QWidget) -> QVBoxLayout:
    """Give a widget a column without margins."""
    column = QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return column

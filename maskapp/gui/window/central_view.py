"""The centre of the window: messages, the verdict, and the preview or a page in place of it."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

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
    """

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
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addWidget(self.verdict)
        column.addWidget(self.stage, 1)
        column.addWidget(self.file_bar)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fit the verdict to the room that there is."""
        super().resizeEvent(event)
        self.verdict.fit(self.width(), self.height())

    def add_below(self, panel: QWidget) -> None:
        """Show a panel under the preview until it is destroyed."""
        layout = self.layout()
        assert layout is not None
        layout.addWidget(panel)

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

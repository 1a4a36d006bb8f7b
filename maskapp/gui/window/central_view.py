"""The centre of the window: the preview, or a page in place of it, under the messages."""

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from maskapp.gui.notifications.message_bar import MessageBar
from maskapp.gui.preview.placeholder_content import PlaceholderContent
from maskapp.gui.preview.placeholder_page import PlaceholderPage
from maskapp.gui.preview.preview import Preview


class CentralView(QWidget):
    """The centre of the window.

    Attributes:
        messages: The bar of messages.
        page: Says why there is no image.
        preview: Shows the image.
    """

    def __init__(self) -> None:
        super().__init__()
        self.messages = MessageBar()
        self.page = PlaceholderPage()
        self.preview = Preview()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.page)
        self._stack.addWidget(self.preview)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addWidget(self._stack, 1)

    def add_below(self, panel: QWidget) -> None:
        """Show a panel under the preview until it is destroyed."""
        layout = self.layout()
        assert layout is not None
        layout.addWidget(panel)

    @property
    def shows_preview(self) -> bool:
        """Whether the preview is there, rather than the page."""
        return self._stack.currentWidget() is self.preview

    def show_preview(self) -> None:
        """Show the preview."""
        self._stack.setCurrentWidget(self.preview)

    def show_page(self, content: PlaceholderContent) -> None:
        """Show the page in place of the preview."""
        self.page.show_content(content)
        self._stack.setCurrentWidget(self.page)

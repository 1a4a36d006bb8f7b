"""Messages about sources, and the question before another start replaces the one in use."""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMessageBox, QWidget

from maskapp.display_names import display_name
from maskapp.gui.notifications.message_bar import MessageBar
from maskapp.gui.sources.source_control import SourceControl
from maskapp.records import SourceState

_IN_USE = (SourceState.OPENING, SourceState.RUNNING, SourceState.PAUSED, SourceState.LOST)


class SourceMessages(QObject):
    """Shows what the sources report.

    Args:
        window: Parent of the question.
        sources: The sources.
        messages: Shows the messages.
    """

    def __init__(self, window: QWidget, sources: SourceControl, messages: MessageBar) -> None:
        super().__init__(window)
        self._window = window
        self._sources = sources
        self._messages = messages
        self._announced: str | None = None
        self._asked_for = ""
        self._refused_text = ""
        self._kept_text: str | None = None
        # Not by itself: the source in use, which may be recorded, would end at any moment.
        self._again = QAction(self.tr("Try again"), self)
        self._again.triggered.connect(self._open_refused)
        self._keep = QAction(self.tr("Stop opening"), self)
        self._keep.triggered.connect(sources.keep)
        sources.searched.connect(messages.show_note)
        sources.refused.connect(self._show_refusal)
        sources.changed.connect(self._announce)
        sources.recent.reported.connect(messages.show_warning)
        sources.recent.failed.connect(messages.show_error)

    def open_or_ask(self, text: str) -> None:
        """Open a source that another start of the program asks for.

        If one is in use, the user decides; if it is the same one, nothing changes.

        Args:
            text: The source, as `open_source` takes it; "" if it asks for none.
        """
        if not text:
            return
        if self._sources.text == text and self._sources.state in _IN_USE:
            return
        if self._sources.state not in _IN_USE or self._sources.text is None:
            self._sources.open(text)
            return
        self._asked_for = text
        question = QMessageBox(self._window)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.setIcon(QMessageBox.Icon.Question)
        question.setWindowTitle(self.tr("Open another source"))
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setText(
            self.tr("Maskapp was started again with {0}. Open it in place of {1}?").format(
                display_name(text), self._sources.name
            )
        )
        question.setInformativeText(self.tr("A recording of the source in use is finished."))
        replace = question.addButton(self.tr("&Open it"), QMessageBox.ButtonRole.AcceptRole)
        keep = question.addButton(self.tr("&Keep"), QMessageBox.ButtonRole.RejectRole)
        replace.clicked.connect(self._open_asked)
        question.setDefaultButton(keep)
        question.setEscapeButton(keep)
        question.open()

    @Slot()
    def _open_asked(self) -> None:
        self._sources.open(self._asked_for)

    @Slot()
    def _announce(self) -> None:
        """Name a source that is being opened while another one is still shown."""
        if self._sources.text != self._kept_text:
            self._messages.withdraw(self._again)  # it says which source stays open
        if self._sources.next_text == self._announced:
            return
        self._announced = self._sources.next_text
        self._messages.withdraw(self._keep)
        if self._announced is not None:
            self._messages.show_note(
                self.tr("Opening {0}. Until then, {1} stays open.").format(
                    display_name(self._announced), self._sources.name
                ),
                self._keep,
            )

    @Slot(str, str)
    def _show_refusal(self, text: str, reason: str) -> None:
        self._refused_text, self._kept_text = text, self._sources.text
        sentence = reason if reason.endswith(".") else f"{reason}."
        self._messages.show_error(
            self.tr("{0} {1} stays open.").format(sentence, self._sources.name), self._again
        )

    @Slot()
    def _open_refused(self) -> None:
        self._sources.open(self._refused_text)

"""Messages about sources, and the question before another start replaces the one in use."""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMessageBox, QWidget

from maskapp.gui.notifications.message_bar import MessageBar
from maskapp.gui.shared.formatting import fit_words, isolated
from maskapp.gui.sources.source_control import SourceControl
from maskapp.records import SourceState

_IN_USE = (SourceState.OPENING, SourceState.RUNNING, SourceState.PAUSED, SourceState.LOST)
_LONGEST_NAME_PX = 360
"""Width of a name in the question."""


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
        self._question: QMessageBox | None = None
        self._refused_text = ""
        self._refused_in: tuple[str | None, str | None] | None = None
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
        if self._question is not None:
            self._question.reject()  # the newest start counts
        if self._sources.state not in _IN_USE or self._sources.text is None:
            self._sources.open(text)
            return
        self._asked_for = text
        question = self._question = QMessageBox(self._window)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.setIcon(QMessageBox.Icon.Question)
        question.setWindowTitle(self.tr("Open another source"))
        question.setTextFormat(Qt.TextFormat.PlainText)
        sentence = self.tr("Maskapp was started again with {0}. Open it in place of {1}?").format(
            self._name_of(text), self._sources.name
        )
        question.setText(fit_words(sentence, question.fontMetrics(), _LONGEST_NAME_PX))
        question.setInformativeText(self.tr("If a recording is running, it is finished first."))
        replace = question.addButton(self.tr("&Open it"), QMessageBox.ButtonRole.AcceptRole)
        keep = question.addButton(self.tr("&Keep"), QMessageBox.ButtonRole.RejectRole)
        replace.clicked.connect(self._open_asked)
        question.setDefaultButton(keep)
        question.setEscapeButton(keep)
        question.finished.connect(self._forget_question)
        question.open()

    def _name_of(self, text: str) -> str:
        return self._sources.name_of(text)

    @Slot()
    def _forget_question(self) -> None:
        self._question = None

    @Slot()
    def _open_asked(self) -> None:
        self._sources.open(self._asked_for)

    @Slot()
    def _announce(self) -> None:
        """Name a source that is being opened while another one is still shown."""
        if self._refused_in not in (None, (self._sources.text, self._sources.next_text)):
            self._messages.withdraw(self._again)  # it says which source stays open
            self._refused_in = None
        if self._sources.next_text == self._announced:
            return
        self._announced = self._sources.next_text
        self._messages.withdraw(self._keep)
        if self._announced is not None:
            self._messages.show_note(
                self.tr("Opening {0}. Until then, {1} stays open.").format(
                    self._name_of(self._announced), self._sources.name
                ),
                self._keep,
            )

    @Slot(object, str)
    def _show_refusal(self, text: str, reason: str) -> None:
        self._refused_text = text
        sentence = reason if reason.endswith(".") else f"{reason}."
        self._refused_in = (self._sources.text, self._sources.next_text)
        name = isolated(self._sources.name)
        self._messages.show_error(
            self.tr("{0} {1} stays open.").format(sentence, name), self._again
        )

    @Slot()
    def _open_refused(self) -> None:
        self._sources.open(self._refused_text)

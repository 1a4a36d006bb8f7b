"""A field for a password, which is kept in the system's keyring and never shown."""

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from maskapp.gui.settings.setting_note import SettingNote
from maskapp.gui.shared.fields.dropped_files import DroppedFiles
from maskapp.gui.shared.theme import SPACE_S, SPACE_XS


class SecretField(QWidget):
    """A field that takes another password, or forgets the one that is kept.

    What is kept is not read for it: a locked keyring would ask the user to unlock it.

    Attributes:
        name: Name of the secret.
    """

    changed = Signal()
    """Another password was typed, or the one that is kept is to be forgotten."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._forgets = False
        self._line = QLineEdit(self)
        self._line.setEchoMode(QLineEdit.EchoMode.Password)
        self._line.setMaxLength(1000)
        DroppedFiles(self._line)
        self._line.setMinimumWidth(self._line.fontMetrics().averageCharWidth() * 24)
        self._forget = QPushButton(self.tr("&Forget"), self)
        self._forget.setAutoDefault(False)
        self._note = SettingNote(self)
        self._note.hide()
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self._line, 1)
        row.addWidget(self._forget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        column.addLayout(row)
        column.addWidget(self._note)
        self.setFocusProxy(self._line)
        self._line.textChanged.connect(self._on_typed)
        self._forget.clicked.connect(self._on_forget)
        self.reset()

    def reset(self) -> None:
        """Change nothing of what is kept."""
        self._line.clear()
        self._keep()

    def use_environment(self, variable: str) -> None:
        """Show that the environment holds the password, and take none."""
        self.reset()
        text = QCoreApplication.translate("SecretField", "From the environment: {0}")
        self._line.setPlaceholderText(text.format(variable))
        self.setEnabled(False)

    @Slot(str, str)
    def show_refusal(self, name: str, text: str) -> None:
        """Show why a secret was not kept, if it is this one, until another one is typed."""
        if name == self.name:
            self._note.set_problem(text)

    def value(self) -> str | None:
        """Return the password to keep, "" to forget it; None to change nothing."""
        return "" if self._forgets else self._line.text() or None

    @Slot()
    def _on_typed(self) -> None:
        self._keep()
        if self._line.text():  # it is also cleared once it was given away
            self._note.set_problem("")
        self.changed.emit()

    def _keep(self) -> None:
        self._forgets = False
        self._line.setPlaceholderText(self.tr("Empty: keep the saved one"))

    @Slot()
    def _on_forget(self) -> None:
        self._line.clear()
        self._forgets = True
        self._line.setPlaceholderText(self.tr("Forgotten once you press OK or Apply"))
        self.changed.emit()

"""The message box for an error at start, before there is a window that could show it."""

import sys

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QMessageBox


def show_error_box(text: str) -> None:
    """Show an error and wait until the user has closed the box."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    box = QMessageBox(QMessageBox.Icon.Critical, "Maskapp", "")
    box.setTextFormat(Qt.TextFormat.PlainText)  # it may quote a path with < and &
    box.setText(QCoreApplication.translate("ErrorBox", "Maskapp cannot start."))
    box.setInformativeText(text)
    box.exec()
    application.processEvents()

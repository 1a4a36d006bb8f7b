"""A window for the tests of its layout."""

from PySide6.QtWidgets import QLabel, QMainWindow, QToolBar

from maskapp.gui.shared.remembered_state import RememberedState
from maskapp.gui.window.window_layout import WindowLayout


class Window(QMainWindow):
    """A main window with nothing but its layout."""

    def __init__(self, remembered: RememberedState) -> None:
        super().__init__()
        bar = QToolBar()
        bar.setObjectName("toolbar")
        self.addToolBar(bar)
        self.setCentralWidget(QLabel("preview"))
        self.menuBar().addMenu("File")
        self.statusBar().showMessage("idle")
        self.status, self.snapshots = QLabel("status"), QLabel("snapshots")
        self.panels = WindowLayout(self, self.status, self.snapshots, QLabel("tools"), remembered)
        self.panels.restore()
        self.show()

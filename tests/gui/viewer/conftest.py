"""Fixtures of the viewer's tests."""

import pytest
from PySide6.QtWidgets import QWidget

from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.gui.snapshots.snapshot_panel import SnapshotPanel
from maskapp.gui.viewer.snapshot_viewer import SnapshotViewer
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from tests.support.snapshots import wait_for_rows


class Desk:
    """A snapshot panel with its viewer."""

    def __init__(self, qtbot, data_dir, snapshots):
        self._qtbot = qtbot
        with SnapshotLog(data_dir / SNAPSHOT_FOLDER) as log:
            self.ids = [log.add(snapshot) for snapshot in snapshots]
        self.parent = QWidget()
        qtbot.addWidget(self.parent)
        self.settings = SettingsStore(data_dir)
        self.panel = SnapshotPanel(data_dir)
        qtbot.addWidget(self.panel)
        self.panel.show()
        self.panel.start()
        self.problems = []
        self.panel.failed.connect(self.problems.append)
        self.viewer = SnapshotViewer(self.panel.commands, self.settings, data_dir, self.parent)
        wait_for_rows(qtbot, self.panel, len(snapshots))

    def open(self, snapshot_id, *, with_note=False):
        """Open the viewer; return its page once this picture is there."""
        self.viewer.open(snapshot_id, with_note)
        page = self.viewer.page

        def is_there() -> bool:
            shown = self.viewer.shown
            return page.view.has_picture and shown is not None and shown.id == snapshot_id

        self._qtbot.waitUntil(is_there)
        return page

    def log(self, snapshot_id):
        """Return the snapshot as it is in the database."""
        with SnapshotLog(self.panel._folder) as log:
            return next(iter(log.read([snapshot_id])), None)

    def close(self):
        self.viewer.close()
        assert self.panel.shutdown()
        assert self.settings.stop()
        assert self.problems == []


@pytest.fixture
def desk_of(qtbot, tmp_path):
    """Opens a panel on a log of these snapshots, with a viewer."""
    desks = []

    def make(*snapshots):
        desks.append(Desk(qtbot, tmp_path / "data", snapshots))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()

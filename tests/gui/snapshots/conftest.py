"""Fixtures of the snapshot panel's tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices

from maskapp.gui.snapshots.snapshot_panel import SnapshotPanel
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from tests.support.snapshots import wait_for_rows


@pytest.fixture
def data_dir(tmp_path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def panel_of(qtbot, data_dir) -> Iterator[Callable[..., SnapshotPanel]]:
    """Opens the panel on a log of these snapshots, and waits until it lists them."""
    opened = []

    def make(*snapshots):
        with SnapshotLog(data_dir / SNAPSHOT_FOLDER) as log:
            for snapshot in snapshots:
                log.add(snapshot)
        panel = SnapshotPanel(data_dir)
        panel.start()
        opened.append(panel)
        panel.problems = []
        panel.failed.connect(panel.problems.append)
        qtbot.addWidget(panel)
        panel.resize(900, 500)
        panel.show()
        wait_for_rows(qtbot, panel, len(snapshots))
        return panel

    yield make
    for panel in opened:
        assert panel.shutdown()
        assert panel.problems == []


@pytest.fixture
def opened_paths(monkeypatch) -> list[Path]:
    """The paths that the desktop was asked to open."""
    paths: list[Path] = []

    def open_url(url) -> bool:
        paths.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return paths

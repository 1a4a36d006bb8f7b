"""The parts of the main window, for whatever works with several of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QMainWindow

from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.gui.shared.actions import Actions
from maskapp.gui.shared.remembered_state import RememberedState
from maskapp.gui.snapshots.snapshot_panel import SnapshotPanel
from maskapp.gui.sources.source_control import SourceControl
from maskapp.gui.status.status_bar import StatusBar
from maskapp.gui.status.status_panel import StatusPanel
from maskapp.gui.window.central_view import CentralView
from maskapp.gui.worker.worker_thread import WorkerThread


@dataclass(frozen=True, slots=True)
class WindowParts:
    """The parts of the main window.

    Attributes:
        window: The window; parent of dialogs.
        data_dir: An existing folder, which holds settings, log and snapshots.
        memory: The state kept between starts.
        settings: The single owner of the settings.
        worker: The thread of capture and inference.
        commands: The actions of the window.
        sources: The source in use.
        centre: Preview, placeholder page and messages.
        status: The status panel.
        status_bar: The status bar.
        snapshots: The snapshot panel.
        clock: Returns the local time, timezone-aware.
    """

    window: QMainWindow
    data_dir: Path
    memory: RememberedState
    settings: SettingsStore
    worker: WorkerThread
    commands: Actions
    sources: SourceControl
    centre: CentralView
    status: StatusPanel
    status_bar: StatusBar
    snapshots: SnapshotPanel
    clock: Callable[[], datetime]

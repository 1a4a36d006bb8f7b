"""A `SourceControl` between fakes."""

import pytest
from PySide6.QtWidgets import QWidget

from maskapp.gui.shared.remembered_state import RememberedState
from maskapp.gui.sources.source_control import SourceControl
from tests.support.source_fakes import FakeFinder, FakeWorker


@pytest.fixture
def worker(qapp) -> FakeWorker:
    return FakeWorker()


@pytest.fixture
def finder(qapp) -> FakeFinder:
    return FakeFinder()


@pytest.fixture
def memory(tmp_path) -> RememberedState:
    return RememberedState(tmp_path)


@pytest.fixture
def window(qtbot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def control(window, worker, finder, memory) -> SourceControl:
    return SourceControl(worker, finder, memory, window)

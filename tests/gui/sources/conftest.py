"""A `SourceControl` between fakes."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget

from maskapp.files.address_vault import AddressVault
from maskapp.gui.shared.remembered_state import RememberedState
from maskapp.gui.sources.camera_permission import CameraPermission
from maskapp.gui.sources.profile_store import ProfileStore
from maskapp.gui.sources.recent_sources import RecentSources
from maskapp.gui.sources.source_control import SourceControl
from tests.support.fake_keyring import FakeKeyring
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
def keyring() -> FakeKeyring:
    return FakeKeyring()


@pytest.fixture
def recent(window, memory, keyring, tmp_path) -> Iterator[RecentSources]:
    recent = RecentSources(memory, AddressVault(tmp_path, keyring), window)
    yield recent
    assert recent.stop()


@pytest.fixture
def permission(window) -> CameraPermission:
    """That of a system where none is needed."""
    return CameraPermission(None, window)


@pytest.fixture
def profiles(window, tmp_path) -> Iterator[ProfileStore]:
    profiles = ProfileStore(tmp_path, window)
    yield profiles
    assert profiles.stop()


@pytest.fixture
def control(window, worker, finder, memory, recent, permission, profiles) -> SourceControl:
    return SourceControl(worker, finder, memory, recent, permission, profiles, window)

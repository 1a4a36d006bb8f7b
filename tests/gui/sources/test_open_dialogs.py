"""The dialogs for opening a file, a folder or an address."""

import pytest
from PySide6.QtWidgets import QComboBox, QFileDialog, QInputDialog

from maskapp.gui.sources.open_dialogs import PICTURE_SUFFIXES, OpenDialogs
from maskapp.live.source_request import SourceRequest
from tests.support.drags import dropped


@pytest.fixture
def dialogs(window, control) -> OpenDialogs:
    return OpenDialogs(window, control)


def ask_for_address(dialogs: OpenDialogs, window) -> QInputDialog:
    dialogs.ask_for_stream()
    return window.findChild(QInputDialog)


@pytest.mark.parametrize(
    ("ask", "title", "kind"),
    [
        ("ask_for_video", "Open video", "Videos"),
        ("ask_for_picture", "Open picture", "Pictures"),
    ],
)
def test_a_chosen_file_is_opened(dialogs, window, worker, ask, title, kind) -> None:
    getattr(dialogs, ask)()
    dialog = window.findChild(QFileDialog)
    assert dialog.windowTitle() == title
    assert dialog.nameFilters()[0].startswith(kind)
    assert dialog.nameFilters()[1] == "All files (*)"
    dialog.fileSelected.emit("/files/chosen")
    assert worker.opened == [SourceRequest("/files/chosen")]
    dialog.reject()


def test_the_picture_dialog_shows_every_kind_of_picture(dialogs, window) -> None:
    dialogs.ask_for_picture()
    dialog = window.findChild(QFileDialog)
    for suffix in PICTURE_SUFFIXES:
        assert f"*{suffix}" in dialog.nameFilters()[0]
    dialog.reject()


def test_a_chosen_folder_is_opened(dialogs, window, worker) -> None:
    dialogs.ask_for_folder()
    dialog = window.findChild(QFileDialog)
    assert dialog.fileMode() == QFileDialog.FileMode.Directory
    dialog.fileSelected.emit("/pictures")
    assert worker.opened == [SourceRequest("/pictures")]
    dialog.reject()


@pytest.mark.parametrize(
    ("typed", "opened"),
    [
        ("rtsp://hall/1", [SourceRequest("rtsp://hall/1")]),
        (" http://hall/1 ", [SourceRequest("http://hall/1")]),
        ("hall/1", [SourceRequest("rtsp://hall/1")]),
        ("  ", []),
    ],
)
def test_an_address_is_opened_with_rtsp_as_the_default_scheme(
    dialogs, window, worker, typed, opened
) -> None:
    dialog = ask_for_address(dialogs, window)
    dialog.setTextValue(typed)
    dialog.accept()
    assert worker.opened == opened


def test_recent_addresses_are_shown_without_passwords_and_opened_with_them(
    qtbot, dialogs, window, recent, worker
) -> None:
    recent.start()
    recent.remember("rtsp://user:secret@hall/1", opens_again=True)
    recent.remember("http://hall/live?token=1", opens_again=True)
    recent.remember("http://hall/live?token=2", opens_again=True)
    recent.remember("/videos/a.mp4", opens_again=False)
    qtbot.waitUntil(lambda: len(recent.sources) == 4)
    dialog = ask_for_address(dialogs, window)
    box = dialog.findChild(QComboBox)
    offered = [box.itemText(i) for i in range(box.count())]
    assert offered == ["http://hall/live (2)", "http://hall/live", "rtsp://hall/1"]
    dialog.setTextValue(offered[0])
    dialog.accept()
    qtbot.waitUntil(lambda: worker.opened == [SourceRequest("http://hall/live?token=2")])


def test_a_file_is_not_dropped_on_the_field_for_an_address(dialogs, window, tmp_path) -> None:
    dialog = ask_for_address(dialogs, window)
    field = dialog.findChild(QComboBox).lineEdit()
    assert not dropped(field, tmp_path / "a.mp4")
    assert dialog.textValue() == "rtsp://"
    dialog.reject()

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QDoubleSpinBox, QLineEdit, QSpinBox

from maskapp.gui.shared.fields.dropped_files import DroppedFiles
from tests.support.drags import drop, dropped


@pytest.fixture
def field(qtbot) -> QLineEdit:
    field = QLineEdit("before")
    qtbot.addWidget(field)
    return field


def test_a_field_for_a_path_takes_that_of_the_first_file(field) -> None:
    DroppedFiles(field, field.setText)
    assert dropped(field, Path("/videos/a b.mp4"), Path("/videos/c.mp4"))
    assert field.text() == "/videos/a b.mp4"


def test_any_other_field_takes_no_file(field) -> None:
    DroppedFiles(field)
    assert not dropped(field, Path("/videos/a b.mp4"))
    assert field.text() == "before"


@pytest.mark.parametrize("takes_files", [False, True])
def test_text_is_dropped_as_ever(field, takes_files) -> None:
    DroppedFiles(field, field.setText if takes_files else None)
    data = QMimeData()
    data.setText("rtsp://hall/1")
    field.clear()
    assert drop(field, data)
    assert field.text() == "rtsp://hall/1"


@pytest.mark.parametrize("kind", [QSpinBox, QDoubleSpinBox])
def test_fields_of_numbers_need_none(qtbot, kind) -> None:
    box = kind()
    qtbot.addWidget(box)
    dropped(box.lineEdit(), Path("/videos/5.mp4"))
    assert box.value() == 0
    assert "file" not in box.text()

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from maskapp.gui.viewer.face_corrections import FaceCorrections
from maskapp.outputs.snapshots.records import SavedFace, Snapshot
from maskapp.outputs.snapshots.true_label import TrueLabel
from maskapp.outputs.violation_event import ViolationEvent
from maskapp.records import Box, MaskLabel
from tests.support.snapshots import NOON

MASK, BARE, WRONG, UNSURE = MaskLabel


def snapshot_of(*labels) -> Snapshot:
    """Each face is larger than the one before."""
    faces = tuple(
        SavedFace(track, label, 0.9, Box(0, 0, 10 * track, 10 * track))
        for track, label in enumerate(labels, 1)
    )
    return Snapshot(NOON, "manual", "Door", faces, 7, "", Path("a.jpg"), Path("a-plain.jpg"))


@pytest.fixture
def form(qtbot):
    form = FaceCorrections()
    qtbot.addWidget(form)
    form.said = []
    form.corrected.connect(lambda *correction: form.said.append(correction))
    return form


def choose(form, row, text):
    choice = form.choices[row]
    choice.setCurrentText(text)
    choice.activated.emit(choice.currentIndex())


def test_each_face_can_be_anything_but_what_the_program_says(form):
    form.show_faces(snapshot_of(UNSURE, BARE))
    assert [form.choices[0].itemText(i) for i in range(form.choices[0].count())] == [
        "Label is right", "Wrong: Mask", "Wrong: Worn wrong", "Wrong: Not a face",
    ]  # fmt: skip
    assert form.choices[1].count() == 5
    choose(form, 0, "Wrong: Mask")
    choose(form, 1, "Wrong: Not a face")
    choose(form, 0, "Label is right")
    assert form.said == [(2, TrueLabel.WITH_MASK), (1, TrueLabel.NOT_A_FACE), (2, None)]
    assert isinstance(form.said[0][1], TrueLabel)


def test_a_percentage_is_that_of_the_label_and_none_without_one(form):
    form.show_faces(snapshot_of(BARE, UNSURE))
    texts = [label.text() for label in form.findChildren(QLabel) if label.text()]
    assert texts == ["#2 Uncertain", "#1 No mask 90%"]


def test_earlier_corrections_are_shown_and_the_person_of_the_event_comes_first(form):
    event = ViolationEvent(1, BARE, NOON, 4.0)
    corrections = {1: TrueLabel.INCORRECT_MASK}
    form.show_faces(replace(snapshot_of(BARE, MASK), event=event, corrections=corrections))
    assert [choice.currentText() for choice in form.choices] == [
        "Wrong: Worn wrong",
        "Label is right",
    ]


def test_hundreds_of_faces_are_not_all_listed(form):
    form.show_faces(snapshot_of(*[BARE] * 600))
    assert 10 < len(form.choices) < 50
    form.show_faces(snapshot_of())
    assert form.choices == []

from dataclasses import replace

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox

from maskapp.outputs.snapshots.true_label import TrueLabel
from maskapp.records import MaskLabel
from maskapp.training.data.dataset import read_samples
from tests.support.snapshots import make_snapshot

MASK, BARE, WRONG, UNSURE = MaskLabel


def correct(desk, window, text="Wrong: Mask"):
    choice = window.facts.corrections.choices[0]
    choice.setCurrentText(text)
    choice.activated.emit(choice.currentIndex())


def answer(qtbot, window, text):
    (question,) = window.findChildren(QMessageBox)
    next(b for b in question.buttons() if b.text() == text).click()
    qtbot.waitUntil(lambda: not window.findChildren(QMessageBox))


def wait_for_message(qtbot, window, part):
    qtbot.waitUntil(lambda: part in window.message.accessibleName())


def test_with_consent_corrected_pictures_are_kept_as_training_reads_them(desk_of, qtbot):
    desk = desk_of(make_snapshot(BARE), make_snapshot(BARE))
    folder = desk.viewer._keeping.folder
    window = desk.open(desk.ids[0])
    correct(desk, window)
    wait_for_message(qtbot, window, "Noted.")
    assert desk.log(desk.ids[0]).corrections == {1: TrueLabel.WITH_MASK}
    assert not folder.exists(), "not before the answer"
    answer(qtbot, window, "&Keep pictures")
    wait_for_message(qtbot, window, "kept for training")
    assert [sample.label for sample in read_samples(folder)] == [MASK]
    assert desk.settings.settings.keep_corrections == "yes"
    desk.open(desk.ids[1])
    qtbot.waitUntil(lambda: window.message.accessibleName() == "")
    correct(desk, window, "Wrong: Worn wrong")
    wait_for_message(qtbot, window, "kept for training")
    assert window.findChildren(QMessageBox) == [], "asked once"
    assert {sample.label for sample in read_samples(folder)} == {MASK, WRONG}
    correct(desk, window, "Label is right")
    qtbot.waitUntil(lambda: len(read_samples(folder)) == 1)


def test_without_consent_only_the_label_is_noted(desk_of, qtbot):
    desk = desk_of(make_snapshot(BARE))
    window = desk.open(desk.ids[0])
    correct(desk, window)
    answer(qtbot, window, "&Only note the label")
    correct(desk, window, "Wrong: Not a face")
    assert window.findChildren(QMessageBox) == []
    qtbot.waitUntil(lambda: desk.log(desk.ids[0]).corrections == {1: TrueLabel.NOT_A_FACE})
    assert not desk.viewer._keeping.folder.exists()


def test_a_question_that_was_put_off_is_asked_again(desk_of, qtbot):
    desk = desk_of(make_snapshot(BARE))
    window = desk.open(desk.ids[0])
    for _ in range(2):
        correct(desk, window)
        answer(qtbot, window, "&Ask again")
    assert desk.settings.settings.keep_corrections == "ask"


def test_a_withdrawn_consent_takes_out_what_is_corrected_again(desk_of, qtbot):
    desk = desk_of(make_snapshot(BARE))
    desk.settings.change(keep_corrections="yes")
    window = desk.open(desk.ids[0])
    correct(desk, window)
    wait_for_message(qtbot, window, "kept for training")
    desk.settings.change(keep_corrections="no")
    correct(desk, window, "Wrong: Not a face")
    images = desk.viewer._keeping.folder / "images"
    qtbot.waitUntil(lambda: list(images.iterdir()) == [])


def test_a_blurred_picture_is_not_kept_and_it_is_said(desk_of, qtbot):
    desk = desk_of(replace(make_snapshot(BARE), is_blurred=True))
    desk.settings.change(keep_corrections="yes")
    window = desk.open(desk.ids[0])
    correct(desk, window)
    wait_for_message(qtbot, window, "its faces are blurred")
    assert not desk.viewer._keeping.folder.exists()


@pytest.mark.parametrize("has_program", [True, False])
def test_the_folder_is_opened_once_there_is_one(desk_of, qtbot, monkeypatch, has_program):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: has_program)
    desk = desk_of(make_snapshot(BARE))
    with qtbot.waitSignal(desk.viewer.reported) as reported:
        desk.viewer.open_corrections.trigger()
    assert "no corrected picture yet" in reported.args[0]
    desk.viewer._keeping.folder.mkdir()
    with qtbot.waitSignal(desk.viewer.reported) as reported:
        desk.viewer.open_corrections.trigger()
    assert str(desk.viewer._keeping.folder) in reported.args[0]
    assert ("No program" in reported.args[0]) != has_program


def test_nobody_is_asked_about_a_blurred_picture(desk_of, qtbot):
    desk = desk_of(replace(make_snapshot(BARE), is_blurred=True), make_snapshot(BARE))
    window = desk.open(desk.ids[0])
    correct(desk, window)
    wait_for_message(qtbot, window, "Noted.")
    assert window.findChildren(QMessageBox) == []
    assert desk.settings.settings.keep_corrections == "ask"
    correct(desk, desk.open(desk.ids[1]))
    answer(qtbot, window, "&Only note the label")


def test_a_label_is_corrected_where_it_is_shown_while_another_snapshot_is_read(desk_of, qtbot):
    desk = desk_of(make_snapshot(BARE), make_snapshot(BARE))
    window = desk.open(desk.ids[0])
    desk.viewer.open(desk.ids[1])
    correct(desk, window)
    answer(qtbot, window, "&Only note the label")
    qtbot.waitUntil(lambda: desk.log(desk.ids[0]).corrections == {1: TrueLabel.WITH_MASK})
    assert desk.log(desk.ids[1]).corrections == {}

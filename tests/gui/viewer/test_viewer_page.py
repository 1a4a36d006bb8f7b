from dataclasses import replace

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMainWindow, QToolButton

from maskapp.gui.shared.make_action import make_action
from maskapp.gui.viewer.viewer_page import ViewerPage
from maskapp.outputs.snapshots.true_label import TrueLabel
from maskapp.records import MaskLabel
from tests.gui.viewer.test_face_corrections import snapshot_of


@pytest.fixture
def page(qtbot):
    parent = QMainWindow()
    qtbot.addWidget(parent)
    page = ViewerPage(parent)
    page.owner = parent
    parent.setCentralWidget(page)
    parent.resize(900, 600)
    parent.show()
    parent.activateWindow()
    qtbot.waitUntil(parent.isActiveWindow)
    page.facts.show_snapshot(snapshot_of(MaskLabel.WITHOUT_MASK))
    page.view.show_picture(QImage(800, 600, QImage.Format.Format_RGB32), QSize(800, 600))
    page.view.setFocus()
    return page


def test_the_keys_zoom(page, qtbot):
    qtbot.keyClick(page.view, Qt.Key.Key_1)
    assert page.view.scale == pytest.approx(1)
    qtbot.keyClick(page.view, Qt.Key.Key_Plus)
    assert page.view.scale == pytest.approx(1.25)
    qtbot.keyClick(page.view, Qt.Key.Key_Minus)
    qtbot.keyClick(page.view, Qt.Key.Key_0)
    assert page.view.scale != pytest.approx(1)


def test_letters_and_arrows_are_typed_into_the_note(page, qtbot):
    triggered = []
    for action in page.actions():
        action.triggered.connect(lambda *_: triggered.append(1))
    page.facts.note.setFocus()
    for key in (Qt.Key.Key_B, Qt.Key.Key_W, Qt.Key.Key_0, Qt.Key.Key_Left, Qt.Key.Key_Home):
        qtbot.keyClick(page.facts.note, key)
    qtbot.keyClick(page.facts.note, Qt.Key.Key_Delete)
    assert triggered == []
    assert page.facts.note.toPlainText() == "w0"


@pytest.mark.parametrize("times", [1, 2])
def test_the_tab_key_goes_from_the_picture_to_the_labels_and_the_note(page, qtbot, times):
    for number in range(times):  # the second one replaces the choices of the first
        labels = (MaskLabel.WITHOUT_MASK, MaskLabel.WITH_MASK)[number:]
        page.facts.show_snapshot(snapshot_of(MaskLabel.INCORRECT_MASK, *labels))
    page.view.setFocus()
    for stop in (*page.facts.corrections.choices, page.facts.note):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is stop


def test_escape_leaves_the_note_and_then_the_page(page, qtbot):
    qtbot.keyClick(page.view, Qt.Key.Key_F2)
    assert page.facts.note.hasFocus()
    qtbot.keyClicks(page.facts.note, "kept")
    with qtbot.waitSignal(page.facts.note.saved) as saved, qtbot.assertNotEmitted(page.left):
        qtbot.keyClick(page.facts.note, Qt.Key.Key_Escape)
    assert saved.args == [7, "kept"]
    assert page.view.hasFocus()
    with qtbot.waitSignal(page.left):
        qtbot.keyClick(page.view, Qt.Key.Key_Escape)


def test_a_click_on_back_leaves_even_from_the_note(page, qtbot):
    page.facts.note.setFocus()
    (back,) = [each for each in page.findChildren(QToolButton) if each.text() == "Back"]
    with qtbot.waitSignal(page.left):
        qtbot.mouseClick(back, Qt.MouseButton.LeftButton)


def test_keys_that_the_window_has_too_are_those_of_the_picture(page, qtbot):
    triggered = []
    for key in ("1", "F"):
        action = make_action(page.owner, "", key, "", key)
        action.triggered.connect(lambda *_: triggered.append(1))
    qtbot.keyClick(page.view, Qt.Key.Key_1)
    assert page.view.scale == pytest.approx(1)
    qtbot.keyClick(page.view, Qt.Key.Key_F)
    assert page.view.scale != pytest.approx(1)
    assert triggered == []


def test_every_button_has_a_name_an_icon_and_its_keys_in_the_tool_tip(page):
    buttons = page.findChildren(QToolButton)
    assert len(buttons) > 8
    for button in buttons:
        assert button.accessibleName()
        assert "(" in button.toolTip()
        assert not button.icon().isNull()


def test_a_long_message_does_not_widen_the_page(page):
    least = page.minimumSizeHint().width()
    page.message.set_full_text("W" * 500)
    assert page.minimumSizeHint().width() == least < 900


def test_no_two_actions_have_the_same_key(page):
    keys = [key.toString() for action in page.actions() for key in action.shortcuts()]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("key", [Qt.Key.Key_End, Qt.Key.Key_Down, Qt.Key.Key_B, Qt.Key.Key_W])
def test_keys_typed_in_a_list_of_labels_open_it_and_change_nothing(page, qtbot, key):
    triggered = []
    for action in page.actions():
        action.triggered.connect(lambda *_: triggered.append(1))
    choice = page.facts.corrections.choices[0]
    choice.setFocus()
    with qtbot.assertNotEmitted(page.facts.corrections.corrected):
        for each in (Qt.Key.Key_Delete, key):
            qtbot.keyClick(choice, each)
    assert triggered == []
    assert choice.currentIndex() == 0
    assert choice.view().isVisible()


@pytest.mark.parametrize(("key", "sent"), [(Qt.Key.Key_Return, 1), (Qt.Key.Key_Escape, 0)])
def test_the_keys_are_those_of_the_picture_again_once_the_list_is_closed(page, qtbot, key, sent):
    corrected, last = [], []
    page.facts.corrections.corrected.connect(lambda *args: corrected.append(args))
    page.last.triggered.connect(lambda: last.append(1))
    qtbot.keyClick(page.view, Qt.Key.Key_W)
    choice = page.facts.corrections.choices[0]
    qtbot.keyClick(choice.view(), Qt.Key.Key_Down)
    qtbot.keyClick(choice.view(), key)
    assert len(corrected) == sent
    assert page.view.hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_End)
    assert (len(corrected), last) == (sent, [1])


def test_the_focus_stays_in_a_list_of_the_same_snapshot_only(page):
    first = snapshot_of(MaskLabel.WITHOUT_MASK)
    page.facts.corrections.choices[0].setFocus()
    page.facts.show_snapshot(replace(first, corrections={1: TrueLabel.WITH_MASK}))
    assert page.facts.corrections.choices[0].hasFocus()
    page.facts.show_snapshot(replace(first, id=8))
    assert page.view.hasFocus()
    page.facts.note.setFocus()
    page.facts.show_snapshot(first)
    assert page.facts.note.hasFocus(), "no list had the focus"

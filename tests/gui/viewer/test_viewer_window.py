import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from maskapp.gui.viewer.viewer_window import ViewerWindow
from maskapp.records import MaskLabel
from tests.gui.viewer.test_face_corrections import snapshot_of


@pytest.fixture
def window(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    window = ViewerWindow(parent)
    window.owner = parent
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.facts.show_snapshot(snapshot_of(MaskLabel.WITHOUT_MASK))
    window.view.show_picture(QImage(800, 600, QImage.Format.Format_RGB32), QSize(800, 600))
    window.view.setFocus()
    return window


def test_the_keys_zoom(window, qtbot):
    qtbot.keyClick(window.view, Qt.Key.Key_1)
    assert window.view.scale == pytest.approx(1)
    qtbot.keyClick(window.view, Qt.Key.Key_Plus)
    assert window.view.scale == pytest.approx(1.25)
    qtbot.keyClick(window.view, Qt.Key.Key_Minus)
    qtbot.keyClick(window.view, Qt.Key.Key_0)
    assert window.view.scale != pytest.approx(1)


def test_letters_and_arrows_are_typed_into_the_note(window, qtbot):
    triggered = []
    for action in window.actions():
        action.triggered.connect(lambda *_: triggered.append(1))
    window.facts.note.setFocus()
    for key in (Qt.Key.Key_B, Qt.Key.Key_W, Qt.Key.Key_0, Qt.Key.Key_Left, Qt.Key.Key_Home):
        qtbot.keyClick(window.facts.note, key)
    qtbot.keyClick(window.facts.note, Qt.Key.Key_Delete)
    assert triggered == []
    assert window.facts.note.toPlainText() == "w0"


@pytest.mark.parametrize("times", [1, 2])
def test_the_tab_key_goes_from_the_picture_to_the_labels_and_the_note(window, qtbot, times):
    for number in range(times):  # the second one replaces the choices of the first
        labels = (MaskLabel.WITHOUT_MASK, MaskLabel.WITH_MASK)[number:]
        window.facts.show_snapshot(snapshot_of(MaskLabel.INCORRECT_MASK, *labels))
    window.view.setFocus()
    for stop in (*window.facts.corrections.choices, window.facts.note):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is stop


def test_escape_leaves_the_note_and_then_closes(window, qtbot):
    qtbot.keyClick(window.view, Qt.Key.Key_F2)
    assert window.facts.note.hasFocus()
    qtbot.keyClicks(window.facts.note, "kept")
    with qtbot.waitSignal(window.facts.note.saved) as saved:
        qtbot.keyClick(window.facts.note, Qt.Key.Key_Escape)
    assert saved.args == [7, "kept"]
    assert window.isVisible()
    with qtbot.waitSignal(window.left):
        qtbot.keyClick(window.view, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_closing_saves_the_note(window, qtbot):
    window.facts.note.setPlainText("kept")
    with qtbot.waitSignal(window.facts.note.saved):
        window.close()


def test_every_button_has_a_name_an_icon_and_its_keys_in_the_tool_tip(window):
    buttons = window.findChildren(QToolButton)
    assert len(buttons) > 8
    for button in buttons:
        assert button.accessibleName()
        assert "(" in button.toolTip()
        assert not button.icon().isNull()


def test_a_long_message_does_not_widen_the_window(window):
    least = window.minimumSizeHint().width()
    window.message.set_full_text("W" * 500)
    assert window.minimumSizeHint().width() == least < 900


def test_the_window_fits_the_screen_at_first(window):
    screen = window.screen().availableSize()
    assert window.width() <= screen.width()
    assert window.height() <= screen.height()


def test_no_two_actions_have_the_same_key(window):
    keys = [key.toString() for action in window.actions() for key in action.shortcuts()]
    assert len(keys) == len(set(keys))

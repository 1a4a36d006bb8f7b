import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QMainWindow, QPushButton, QVBoxLayout, QWidget

from maskapp.gui.shared.make_action import make_action
from maskapp.gui.viewer.focus_keys import is_for_focus

KEYS = ("M", "0", "+", "Space", "Home", "End", "Del", "Ctrl+M", "F11")


class Window(QMainWindow):
    """A window with an action for each of the keys, and a list and a button."""

    def __init__(self):
        super().__init__()
        self.triggered = []
        for key in KEYS:
            action = make_action(self, "", key, "", key)
            action.triggered.connect(lambda _checked=False, key=key: self.triggered.append(key))
        self.list, self.button, self.other = QComboBox(), QPushButton(), QWidget()
        self.list.addItems(["All", "Manual"])
        self.other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        centre = QWidget()
        column = QVBoxLayout(centre)
        for widget in (self.list, self.button, self.other):
            column.addWidget(widget)
        self.setCentralWidget(centre)

    def event(self, event):
        if is_for_focus(event):
            event.accept()
            return True
        return super().event(event)


@pytest.fixture
def window(qtbot):
    window = Window()
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    return window


def press_all(qtbot, window, widget):
    widget.setFocus()
    for key, modifier in (
        (Qt.Key.Key_M, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_0, Qt.KeyboardModifier.KeypadModifier),
        (Qt.Key.Key_Plus, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_F11, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier),  # last: it opens the list
    ):
        qtbot.keyClick(widget, key, modifier)


def test_what_is_typed_in_a_list_triggers_nothing_else(window, qtbot):
    press_all(qtbot, window, window.list)
    assert window.triggered == ["Ctrl+M", "F11"]
    window.list.hidePopup()


def test_a_letter_chooses_the_entry_of_a_list(window, qtbot):
    window.list.setFocus()
    qtbot.keyClick(window.list, Qt.Key.Key_M)
    assert window.list.currentText() == "Manual"


def test_a_button_keeps_the_space_bar_alone(window, qtbot):
    with qtbot.waitSignal(window.button.clicked):
        press_all(qtbot, window, window.button)
    assert set(window.triggered) == set(KEYS) - {"Space"}


def test_elsewhere_all_keys_are_those_of_the_window(window, qtbot):
    press_all(qtbot, window, window.other)
    assert set(window.triggered) == set(KEYS)


def test_no_other_event_is_for_the_focus(window):
    window.list.setFocus()
    assert not is_for_focus(QEvent(QEvent.Type.PaletteChange))
    pressed = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_M, Qt.KeyboardModifier.NoModifier, "m")
    assert not is_for_focus(pressed)

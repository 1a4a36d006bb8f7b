"""The button of the toolbar that mutes the alarm."""

from PySide6.QtGui import QAction

from maskapp.gui.alarm.mute_button import MuteButton


def test_it_keeps_its_width_and_names_the_state(qtbot) -> None:
    action = QAction(checkable=True)
    action.setIconText("Mute")
    button = MuteButton(action)
    qtbot.addWidget(button)
    width = button.sizeHint().width()
    for text in ("Muted 5:00", "Muted", "Muted 0:01"):
        action.setIconText(text)
        assert button.text() == text
        assert button.accessibleName() == f"Alarm: {text}"
        assert button.sizeHint().width() == width


def test_pressing_it_triggers_the_action(qtbot) -> None:
    action = QAction(checkable=True)
    button = MuteButton(action)
    qtbot.addWidget(button)
    with qtbot.waitSignal(action.triggered):
        button.click()

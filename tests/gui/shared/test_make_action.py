from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from maskapp.gui.shared.make_action import make_action, plain_text


def test_an_action_tells_what_it_does_and_by_which_keys(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    action = make_action(window, "camera", "Open &door", "Open the door", "Ctrl+J")
    assert plain_text(action) == "Open door"
    assert action.statusTip() == "Open the door"
    keys = QKeySequence("Ctrl+J").toString(QKeySequence.SequenceFormat.NativeText)
    assert action.toolTip() == f"Open the door ({keys})"
    assert not action.icon().isNull()
    assert window.actions() == [action]


def test_without_a_tip_its_text_is_one(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    action = make_action(window, "", "&Blue", "", checkable=True)
    assert (action.toolTip(), action.isCheckable()) == ("Blue", True)
    assert not action.isIconVisibleInMenu()

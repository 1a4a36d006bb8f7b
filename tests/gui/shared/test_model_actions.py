from PySide6.QtWidgets import QWidget

from maskapp.gui.shared.model_actions import ModelActions


def test_each_says_what_it_does(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = ModelActions(window)
    assert actions.settings.text() == "Model settings…"
    assert actions.settings.toolTip() == "Open the settings at the model"
    assert actions.built_in.text() == "Use the built-in model"
    assert actions.built_in.toolTip() == "Judge with the model that came with Maskapp"

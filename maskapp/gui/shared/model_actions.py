"""The actions that help when the model cannot be used."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from maskapp.gui.shared.make_action import make_action


class ModelActions(QObject):
    """The actions on the page of a model that cannot be used; the settings offer the same.

    Args:
        window: Owns the actions.

    Attributes:
        settings: Opens the settings at the model.
        built_in: Uses the built-in model; enabled if another one is in the settings.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.settings = make_action(
            window,
            "settings",
            self.tr("Model settings…"),
            self.tr("Open the settings at the model"),
        )
        self.built_in = make_action(
            window,
            "mask",
            self.tr("Use the built-in model"),
            self.tr("Judge with the model that came with Maskapp"),
        )

"""The tab of the settings dialog for the door display."""

from PySide6.QtWidgets import QWidget

from maskapp.gui.settings.form_page import FormPage
from maskapp.gui.settings.setting_editors import SwitchEditor, TextEditor
from maskapp.live.door.door_words import DEFAULT_WORDS
from maskapp.live.door.people_at_door import DoorSign


class DoorTab(FormPage):
    """The tab for what the door display says and shows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._add_words("door_welcome", self.tr("With a mas&k:"), DoorSign.WELCOME)
        self._add_words("door_put_on", self.tr("Wit&hout a mask:"), DoorSign.PUT_ON)
        self._add_words("door_cover_nose", self.tr("Wor&n wrong:"), DoorSign.COVER_NOSE)
        self._add_words(
            "door_idle",
            self.tr("Nobod&y there:"),
            DoorSign.IDLE,
            self.tr(
                "Short sentences are larger. Your own words are used for one person and for several"
                " people; an empty field stands for the words in grey."
            ),
        )
        self.add_row(
            "",
            SwitchEditor("door_picture", self.tr("Show people a small m&irrored picture")),
            self.tr("The picture is not kept."),
        )

    def _add_words(self, name: str, label: str, sign: DoorSign, hint: str = "") -> None:
        self.add_row(label, TextEditor(name, placeholder=self.tr(DEFAULT_WORDS[sign])), hint)

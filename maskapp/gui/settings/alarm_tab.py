"""The tab for the alarm: what it does, for whom, and when."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from maskapp.gui.settings.alarm_editors import AlarmTestRow, DaysEditor, HoursEditor, SoundEditor
from maskapp.gui.settings.form_page import FormPage
from maskapp.gui.settings.setting_editors import NumberEditor, SwitchEditor, TextEditor
from maskapp.outputs.sound.speech import can_speak
from maskapp.settings.settings import Settings


class AlarmTab(FormPage):
    """The tab for the alarm."""

    test_requested = Signal()
    """The alarm is to be heard with the settings in the dialog; reply with `show_result`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._add_what()
        self._add_whom()
        self._add_when()

    @Slot(object)
    def show_result(self, problems: list[str]) -> None:
        """Show the problems of the test, which may be none."""
        self._test.show_result(problems)

    def check(self) -> list[str]:
        """Override `FormPage.check`: only valid settings can be tested."""
        problems = super().check()
        self._test.set_can_try(not problems)
        return problems

    def _add_what(self) -> None:
        self.add_row(
            "",
            SwitchEditor("alarm_frame", self.tr("&Frame image and person in red, with a clock")),
            self.tr("Only in the window, not in recordings and snapshots."),
        )
        self.add_row("", SwitchEditor("alarm_chime", self.tr("Play a sou&nd")))
        self.add_row(
            self.tr("Sound f&ile:"),
            SoundEditor("alarm_sound_file"),
            applies=lambda settings: settings.alarm_chime,
        )
        none = self.tr("This system has no program that speaks; on Linux, espeak-ng is one.")
        hint = "" if can_speak() else none
        self.add_row("", SwitchEditor("alarm_speech", self.tr("Speak a senten&ce")), hint)
        self.add_row(
            self.tr("S&entence:"),
            TextEditor("alarm_sentence"),
            applies=lambda settings: settings.alarm_speech,
        )
        self.add_row(
            self.tr("Vol&ume:"),
            NumberEditor("alarm_volume_percent", self.tr("%"), step=5),
            applies=lambda settings: settings.has_alarm_sound,
        )
        self.add_row(
            self.tr("Repeat ever&y:"),
            NumberEditor("alarm_repeat_s", self.tr("s"), step=5, text_of_least=self.tr("Never")),
            self.tr("Sound and sentence are repeated while the alarm lasts."),
            applies=lambda settings: settings.has_alarm_sound,
        )
        self._test = AlarmTestRow()
        self._test.setToolTip(self.tr("Hear the alarm as it is set here"))
        self._test.requested.connect(self.test_requested)
        self.add_widget(self._test)

    def _add_whom(self) -> None:
        self.add_row(
            "",
            SwitchEditor("alarm_no_mask", self.tr("For some&body without a mask")),
            applies=_has_alarm,
        )
        self.add_row(
            "",
            SwitchEditor("alarm_worn_wrong", self.tr("For &somebody whose mask is worn wrong")),
            applies=_has_alarm,
        )
        self.add_row(
            self.tr("If a group e&xceeds:"),
            NumberEditor(
                "alarm_more_than",
                self.tr("people"),
                step=1,
                unit_of_one=self.tr("person"),
                text_of_least=self.tr("Off"),
            ),
            self.tr(
                "More people than this without a mask at the same time. An alarm begins when a"
                " violation has lasted long enough: once for each person, and again after the mask"
                " was on."
            ),
            applies=_has_alarm,
        )

    def _add_when(self) -> None:
        self.add_row(
            "",
            SwitchEditor("alarm_has_hours", self.tr("&Just at these hours and days")),
            applies=_has_alarm,
        )
        self.add_row(
            self.tr("&Hours:"),
            HoursEditor("alarm_hours"),
            self.tr("They may end on the next day."),
            applies=_has_hours,
        )
        self.add_row(self.tr("Wee&kdays:"), DaysEditor("alarm_days"), applies=_has_hours)


def _has_alarm(settings: Settings) -> bool:
    return settings.alarm_frame or settings.has_alarm_sound


def _has_hours(settings: Settings) -> bool:
    return _has_alarm(settings) and settings.alarm_has_hours

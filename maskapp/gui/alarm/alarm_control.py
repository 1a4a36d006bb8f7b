"""The alarm in the window: sounds it, mutes it, and tells once what keeps it silent."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget, QWidgetAction

from maskapp.gui.alarm.alarm_mute import AlarmMute
from maskapp.gui.alarm.alarm_player import AlarmPlayer
from maskapp.gui.alarm.alarm_test import AlarmTest
from maskapp.gui.alarm.alarm_voice import Loudspeaker, open_loudspeaker
from maskapp.gui.alarm.mute_button import MuteButton
from maskapp.gui.notifications.message_bar import MessageBar
from maskapp.gui.settings.settings_dialog import SettingsDialog
from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.gui.shared.make_action import make_action
from maskapp.settings.alarm import AlarmSettings
from maskapp.settings.settings import Settings


class AlarmControl(QObject):
    """The alarm of the window.

    Args:
        window: Owns the actions.
        over: Gets the red frame of a test.
        settings: Decide what is heard.
        messages: Shows why something cannot be heard.
        open_loudspeaker: Opens the loudspeaker, in a thread of its own.

    Attributes:
        test: The test of the alarm.
        actions: For a menu.
        mute: Mutes the alarm for a while.
        toolbar_action: The button for the toolbar; hidden while there is nothing to mute.
    """

    def __init__(
        self,
        window: QWidget,
        over: QWidget,
        settings: SettingsStore,
        messages: MessageBar,
        open_loudspeaker: Callable[[], Loudspeaker] = open_loudspeaker,
    ) -> None:
        super().__init__(window)
        self._settings = settings
        self._messages = messages
        self._told: set[str] = set()
        self._message = ""
        self._player = AlarmPlayer(open_loudspeaker, self)
        self._player.finished.connect(self._tell)
        self.test = AlarmTest(self._player, over)
        self._mute = AlarmMute(window)
        self._mute.changed.connect(self._follow_mute)
        test = make_action(
            window, "bell", self.tr("&Test the alarm"), self.tr("Hear and see the alarm")
        )
        test.triggered.connect(self.run_test)
        self.mute = self._mute.for_a_while
        self.actions: Sequence[QAction] = (self.mute, self._mute.until_on, test)
        self.toolbar_action = QWidgetAction(window)
        self.toolbar_action.setDefaultWidget(MuteButton(self.mute))
        settings.changed.connect(self._use_settings)
        self._use_settings(settings.settings)

    @Slot()
    def sound(self) -> None:
        """Sound the alarm, unless it is muted."""
        if not self._mute.is_muted:
            self._player.play(self._settings.settings)

    def end(self) -> None:
        """Let nobody hear any longer what has sounded or waits, but for a test."""
        self._player.silence(kept=self.test.tested)

    @Slot(object)
    def serve(self, dialog: SettingsDialog) -> None:
        """Run the tests that a settings dialog asks for."""
        dialog.alarm_test_requested.connect(self.test.run)
        self.test.finished.connect(dialog.show_alarm_result)

    def stop(self) -> bool:
        """End the sound and its thread; return whether it has ended in time."""
        return self._player.stop()

    @Slot()
    def run_test(self) -> None:
        """Let people hear and see the alarm as the settings have it."""
        self.test.run(self._settings.settings)

    @Slot(object)
    def _use_settings(self, settings: Settings) -> None:
        had_sound, has_sound = self.toolbar_action.isVisible(), settings.has_alarm_sound
        self._mute.set_enabled(has_sound)
        self.toolbar_action.setVisible(has_sound)
        if had_sound and not has_sound:
            self._player.silence()

    @Slot()
    def _follow_mute(self) -> None:
        if self._mute.is_muted:
            self._player.silence()

    @Slot(object, object)
    def _tell(self, settings: AlarmSettings, problems: list[str]) -> None:
        """Tell each problem once; those of a test each time. Without any, none is shown longer."""
        new = [problem for problem in problems if problem not in self._told]
        self._told = self._told | set(problems) if problems else set()
        shown = problems if self.test.owns(settings) else new
        if not problems:
            self._messages.withdraw_text(self._message)
        elif shown:
            self._message = self.tr("Alarm: {0}").format(" ".join(shown))
            self._messages.show_warning(self._message)

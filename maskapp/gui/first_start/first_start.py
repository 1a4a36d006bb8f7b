"""When the page of the first start is shown."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QWidget

from maskapp.gui.first_start.set_up_page import SetUpPage
from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.gui.shared.make_action import make_action
from maskapp.gui.shared.remembered_state import RememberedState
from maskapp.gui.sources.source_control import SourceControl


class FirstStart(QObject):
    """Shows the page until it was closed once in a data folder, and whenever it is asked for.

    Args:
        window: Parent of the page.
        settings: Provides and takes the settings.
        memory: Remembers whether the page is still due.
        sources: Lists the cameras.
        test_alarm: Sounds the alarm.

    Attributes:
        action: Opens the page.
        page: The page while it is open, else None.
    """

    def __init__(
        self,
        window: QWidget,
        settings: SettingsStore,
        memory: RememberedState,
        sources: SourceControl,
        test_alarm: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self.page: SetUpPage | None = None
        self._window, self._settings = window, settings
        self._memory, self._sources = memory, sources
        self._test_alarm = test_alarm
        self.action = make_action(
            window,
            "settings",
            self.tr("Set &up…"),
            self.tr("Choose the camera, the distance of people, and what is kept"),
        )
        self.action.triggered.connect(self.open)

    def start(self) -> None:
        """Remember, at the first start of the window, that the folder has not been set up yet.

        It may have settings and a log already, of the web server.
        """
        if self._memory.is_new:
            self._memory.is_set_up_due = True
            self._memory.save()

    @Slot()
    def offer(self) -> None:
        """Open the page if it is still due."""
        if self._memory.is_set_up_due:
            self.open()

    @Slot()
    def open(self) -> None:
        """Open the page, or show the one that is open."""
        if self.page is None:
            self.page = SetUpPage(
                self._settings.settings, self._sources, self._test_alarm, self._window
            )
            self.page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self.page.applied.connect(self._change)
            self._settings.changed.connect(self.page.follow)
            self.page.finished.connect(self._forget)
            self.page.show()
        self.page.raise_()
        self.page.activateWindow()

    @Slot(object)
    def show_alarm_result(self, problems: list[str]) -> None:
        """Show the problems of a test of the alarm, which may be none, if the page is open."""
        if self.page is not None:
            self.page.show_alarm_result(problems)

    @Slot(object)
    def _change(self, values: dict[str, Any]) -> None:
        self._settings.change(**values)

    @Slot()
    def _forget(self) -> None:
        self.page = None
        self._memory.is_set_up_due = False
        self._memory.save()

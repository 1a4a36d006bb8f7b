"""The page of the first start, which can be opened again."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from maskapp.gui.settings.alarm_editors import AlarmTestRow
from maskapp.gui.settings.form_page import FormPage
from maskapp.gui.settings.setting_editors import NumberEditor, SwitchEditor
from maskapp.gui.shared.theme import SPACE_L, SPACE_M
from maskapp.gui.sources.source_control import SourceControl
from maskapp.settings.settings import DETECTION_PRESETS, Settings

_LEAST_WIDTH_PX = 520
_MOST_OF_SCREEN = 0.92
_MOST_NAME_PX = 360
"""Width of the name of a source that is no camera, which may be a long path."""
_DEMO = "demo"
_NO_PRESET = ""


class SetUpPage(QDialog):
    """The page; it blocks nothing, and nothing changes until it is accepted but the camera.

    Args:
        settings: The current settings.
        sources: Lists the cameras, and opens the chosen one at once, so that it is seen.
        test_alarm: Sounds the alarm; reply with `show_alarm_result`.
        parent: The parent widget.
    """

    applied = Signal(object)
    """The values that the user has changed, by the names of their settings; never none."""

    def __init__(
        self,
        settings: Settings,
        sources: SourceControl,
        test_alarm: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Set up Maskapp"))
        self._settings = settings
        self._sources = sources
        self._page = FormPage(self)
        self.cameras = _box(self)
        self.distance = _box(self)
        self._add_camera()
        self._add_distance()
        self._add_alarm(test_alarm)
        self._add_kept()
        intro = QLabel(
            self.tr(
                "You can skip this page, and open it again with Help, Set up. All of it is in the"
                " settings, too."
            ),
            self,
        )
        intro.setWordWrap(True)
        intro.setContentsMargins(SPACE_L, 0, SPACE_L, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_M, SPACE_L, SPACE_M, SPACE_M)
        column.addWidget(intro)
        column.addWidget(self._page, 1)
        column.addWidget(self._make_buttons())
        available = self.screen().availableSize()
        self.setMinimumWidth(min(_LEAST_WIDTH_PX, available.width()))
        # Qt would use at most two thirds of the screen; what does not fit scrolls.
        self.resize(self.sizeHint().boundedTo(available * _MOST_OF_SCREEN))
        sources.changed.connect(self._list_cameras)
        sources.look_for_cameras()

    def changes(self) -> dict[str, Any]:
        """Return the values that differ from the current settings, by the names of the settings."""
        values: dict[str, Any] = dict(DETECTION_PRESETS.get(self.distance.currentData(), {}))
        values |= {name: editor.value() for name, editor in self._page.editors().items()}
        current = self._settings
        return {name: value for name, value in values.items() if value != getattr(current, name)}

    @Slot(object)
    def follow(self, settings: Settings) -> None:
        """Show settings that were changed elsewhere, except where the user has chosen otherwise."""
        before, self._settings = self._settings, settings
        self._page.follow(before, settings)
        chosen = self.distance.currentData()
        self._list_distances(_preset(settings) if chosen == _preset(before) else chosen)
        self._show_kept()

    def show_alarm_result(self, problems: list[str]) -> None:
        """Show the problems of a test of the alarm, which may be none."""
        self._test.show_result(problems)

    def _add_camera(self) -> None:
        self.cameras.activated.connect(self._open_camera)
        self.cameras.setPlaceholderText(self.tr("Choose a camera"))
        self._page.add_field(
            self.tr("&Camera:"),
            self.cameras,
            self.tr(
                "It opens at once. A network camera is opened by its address, in the Camera menu."
            ),
        )
        self._list_cameras()

    def _add_distance(self) -> None:
        self._list_distances(_preset(self._settings))
        self._page.add_field(
            self.tr("&People are:"),
            self.distance,
            self.tr("Small faces need a more thorough detection, which needs more computing."),
        )

    def _list_distances(self, chosen: str) -> None:
        texts = {
            "fast": self.tr("Close: at a door or a counter, up to 2 m"),
            "balanced": self.tr("Some metres away"),
            "thorough": self.tr("Far: in a hall or on a square, more than 5 m"),
        }
        if _preset(self._settings) == _NO_PRESET:
            texts[_NO_PRESET] = self.tr("As set in the settings")
        self.distance.clear()
        for name, text in texts.items():
            self.distance.addItem(text, name)
        self.distance.setCurrentIndex(self.distance.findData(chosen))

    def _add_alarm(self, test_alarm: Callable[[], None]) -> None:
        self._test = AlarmTestRow(self)
        self._test.requested.connect(test_alarm)
        self._page.add_field(
            self.tr("Alarm:"),
            self._test,
            self.tr("Sounds the alarm once, whether it is on or not."),
        )

    def _add_kept(self) -> None:
        keep = SwitchEditor(
            "automatic_snapshots", self.tr("&Keep a picture of each violation in the snapshot log")
        )
        days = NumberEditor(
            "retention_days",
            self.tr("days"),
            step=1,
            unit_of_one=self.tr("day"),
            text_of_least=self.tr("Forever"),
        )
        self._page.add_row("", keep)
        self._page.add_row(self.tr("Keep snapshots &for:"), days)
        for editor in (keep, days):
            editor.set_value(getattr(self._settings, editor.name))
        self._show_kept()

    def _show_kept(self) -> None:
        kept = self.tr(
            "Older snapshots are deleted, also those that exist already. Recordings and figures"
            " by the minute stay."
        )
        is_sent = self._settings.sends_to_webhook or self._settings.sends_to_mqtt
        sent = self.tr("Events leave this computer, as the settings say.")
        nothing = self.tr("Nothing leaves this computer.")
        self._page.set_hint("retention_days", f"{kept} {sent if is_sent else nothing}")

    def _make_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(self)
        done = buttons.addButton(self.tr("&Done"), QDialogButtonBox.ButtonRole.AcceptRole)
        skip = buttons.addButton(self.tr("&Skip"), QDialogButtonBox.ButtonRole.RejectRole)
        done.setDefault(True)
        done.clicked.connect(self._apply)
        skip.clicked.connect(self.reject)
        return buttons

    @Slot()
    def _list_cameras(self) -> None:
        """List the cameras, and whatever is open in place of one, and choose what is open."""
        cameras, used = self._sources.cameras, self._sources.text
        shown = [(camera.name, str(camera.index)) for camera in cameras or ()]
        if not shown:
            text = self.tr("Looking for cameras…") if cameras is None else self.tr("None found")
            shown.append((text, ""))
        shown.append((self.tr("None: play the demo clip"), _DEMO))
        box = self.cameras
        if used is not None and used not in [source for _name, source in shown]:
            middle = Qt.TextElideMode.ElideMiddle
            name = box.fontMetrics().elidedText(self._sources.name, middle, _MOST_NAME_PX)
            shown.append((name, used))
        if shown != [(box.itemText(i), box.itemData(i)) for i in range(box.count())]:
            box.clear()
            for text, source in shown:
                box.addItem(text, source)
        box.setCurrentIndex(box.findData(used or ""))

    @Slot(int)
    def _open_camera(self, index: int) -> None:
        source = self.cameras.itemData(index)
        if source and source != self._sources.text:
            self._sources.open(source)

    @Slot()
    def _apply(self) -> None:
        values = self.changes()
        if values:
            self.applied.emit(values)
        self.accept()


def _preset(settings: Settings) -> str:
    """Return the name of the preset that the settings match, else `_NO_PRESET`."""
    matching = (
        name
        for name, preset in DETECTION_PRESETS.items()
        if all(getattr(settings, key) == value for key, value in preset.items())
    )
    return next(matching, _NO_PRESET)


def _box(parent: QWidget) -> QComboBox:
    box = QComboBox(parent)
    box.setItemDelegate(QStyledItemDelegate(box))  # honours the items' padding
    return box

"""The settings dialog."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from maskapp.gui.settings.alarm_tab import AlarmTab
from maskapp.gui.settings.connection_tabs import ConnectionTab, MqttTab, WebhookTab
from maskapp.gui.settings.door_tab import DoorTab
from maskapp.gui.settings.form_page import FormPage, without_mnemonic
from maskapp.gui.settings.secret_field import SecretField
from maskapp.gui.settings.setting_editors import Editor
from maskapp.gui.settings.settings_tabs import (
    DetectionTab,
    GeneralTab,
    ModelTab,
    PrivacyTab,
    RecordingTab,
    ViolationsTab,
)
from maskapp.gui.shared.icons import icon
from maskapp.gui.shared.side_tabs import SideTabs
from maskapp.gui.shared.text_labels import ElidedLabel
from maskapp.gui.shared.theme import SPACE_M, SPACE_S
from maskapp.live.model_check import ModelCheck
from maskapp.live.outside.service_status import ServiceStatus
from maskapp.settings.settings import Settings

_Button = QDialogButtonBox.StandardButton
_WIDEST_PX, _HIGHEST_PX, _MOST_OF_SCREEN = 860, 560, 0.9
"""Maximum size of the dialog when it opens, in pixels and as a share of the screen."""


class SettingsDialog(QDialog):
    """The dialog that shows the settings on pages and emits them when the user applies valid ones.

    Args:
        settings: The current settings.
    """

    applied = Signal(object)
    """The new `Settings`; every value is valid."""
    model_chosen = Signal(str)
    """Full path of a model to check; reply with `show_model_result`."""
    model_renewed = Signal()
    """The model in use is applied again: its file may have changed under the same path."""
    alarm_test_requested = Signal(object)
    """`Settings` whose alarm is to be heard, applied or not; reply with `show_alarm_result`."""
    secret_given = Signal(str, str)
    """Name of a secret and the secret, to keep it; "" to forget it."""
    trial_requested = Signal(str, object, object)
    """Name of a service, `Settings` with its address, and the secret that was typed, None if none
    was; reply with `show_trial`."""
    model_check_cancelled = Signal()
    """The check of the model is to be cancelled."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self._applied = settings
        self._tabs = SideTabs(self)
        self._tabs.setAccessibleName(self.tr("Settings"))
        self._pages: list[FormPage] = []
        self._editors: dict[str, Editor] = {}
        # Early, for results that arrive before the tabs are complete.
        self._alarm, self._model = AlarmTab(), ModelTab()
        self._connections = (WebhookTab(), MqttTab())
        self._steps = self._make_pages()
        self._problem = ElidedLabel(self)
        self._buttons = self._make_buttons()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        column.setSpacing(SPACE_S)
        column.addWidget(self._tabs, 1)
        column.addWidget(self._problem)
        column.addWidget(self._buttons)

    @Slot()
    def open_soon(self) -> None:
        """Open the dialog once its tabs are complete.

        One tab is made in each turn of the event loop: all at once would stall the window.
        """
        if next(self._steps, None) is None:
            self.open()
        else:
            QTimer.singleShot(0, self, self.open_soon)

    def open_at_model(self) -> None:
        """Open the dialog on the page of the model."""
        for _ in self._steps:
            pass
        self._tabs.setCurrentWidget(self._model)
        self.open()

    def setVisible(self, visible: bool) -> None:  # noqa: N802
        """Complete the tabs before the dialog is shown."""
        for _ in self._steps:
            pass
        super().setVisible(visible)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a size that shows most rows whole, but leaves some of the screen free."""
        most = QSize(_WIDEST_PX, _HIGHEST_PX)
        most = most.boundedTo(self.screen().availableSize() * _MOST_OF_SCREEN)
        return super().sizeHint().boundedTo(most)

    def settings(self) -> Settings:
        """Return the settings in the dialog; invalid ones while it shows a problem."""
        values: dict[str, Any] = {name: editor.value() for name, editor in self._editors.items()}
        return Settings(**values)

    @Slot(object)
    def follow(self, settings: Settings) -> None:
        """Show settings that were changed elsewhere, except where the user has changed them."""
        before, self._applied = self._applied, settings
        for page in self._pages:
            page.follow(before, settings)
        if self.isVisible():  # else the tabs may not be complete
            self._refresh()

    @Slot(str, object)
    def show_model_result(self, file: str, check: ModelCheck) -> None:
        """Show the result of a model's check; see `ModelEditor.show_result`."""
        self._model.editor.show_result(file, check)

    @Slot(str, str, int)
    def show_model_step(self, file: str, step: str, elapsed_s: int) -> None:
        """Show the step of a model's conversion; see `ModelEditor.show_step`."""
        self._model.editor.show_step(file, step, elapsed_s)

    @Slot(object)
    def show_alarm_result(self, problems: list[str]) -> None:
        """Show the problems of a test of the alarm, which may be none."""
        self._alarm.show_result(problems)

    def show_status(self, status: ServiceStatus) -> None:
        """Show how a service is doing."""
        self._connection(status.name).box.show_status(status)

    @Slot(str, str, bool)
    def show_trial(self, service: str, text: str, is_problem: bool) -> None:
        """Show what came of a trial that was requested."""
        self._connection(service).show_trial(text, is_problem=is_problem)

    def secret_fields(self) -> list[SecretField]:
        """Return the fields of secrets."""
        return [tab.secret for tab in self._connections]

    def _make_pages(self) -> Iterator[FormPage]:
        """Make one tab in each step, then show the settings in them.

        A letter of a title is lost to the rows of all pages, and there are not enough for all.
        """
        yield self._add(self.tr("&General"), GeneralTab())
        yield self._add(self.tr("&Detection"), DetectionTab())
        yield self._add(self.tr("&Violations && snapshots"), ViolationsTab())
        yield self._add(self.tr("A&larm"), self._alarm)
        self._recording = RecordingTab()
        yield self._add(self.tr("&Recording"), self._recording)
        yield self._add(self.tr("&Privacy"), PrivacyTab())
        yield self._add(self.tr("D&oor display"), DoorTab())
        yield self._add(self.tr("&Model"), self._model)
        for title, tab in zip(("&Webhook", "M&QTT"), self._connections, strict=True):
            tab.trial_requested.connect(self._request_trial)
            yield self._add(self.tr(title), tab)
        self._show(self._applied)
        for page in self._pages:
            page.changed.connect(self._refresh)
        self._model.editor.check_requested.connect(self.model_chosen)
        self._model.editor.check_cancelled.connect(self.model_check_cancelled)
        self._alarm.test_requested.connect(self._request_alarm_test)
        self._refresh()
        self.resize(self.sizeHint())  # Qt would use at most two thirds of the screen

    def _add(self, title: str, page: FormPage) -> FormPage:
        self._tabs.addTab(page, title)
        self._pages.append(page)
        self._editors |= page.editors()
        return page

    def _make_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(self)
        for button, text, slot in (
            (_Button.Ok, self.tr("OK"), self._apply_and_close),
            (_Button.Cancel, self.tr("Cancel"), self.reject),
            (_Button.Apply, self.tr("&Apply"), self._apply),
            (_Button.RestoreDefaults, self.tr("Reset to defaults…"), self._ask_to_reset),
        ):
            added = buttons.addButton(button)
            added.setText(text)
            added.setIcon(QIcon())
            added.clicked.connect(slot)
        buttons.button(_Button.Ok).setDefault(True)
        return buttons

    def _show(self, settings: Settings) -> None:
        for name, editor in self._editors.items():
            editor.set_value(getattr(settings, name))

    @Slot()
    def _refresh(self) -> None:
        """Show problems, and enable the buttons accordingly."""
        problems: list[str] = []
        settings = self.settings()
        self._recording.show_hints(settings)
        for index, page in enumerate(self._pages):
            page.follow_switches(settings)
            page_problems = page.check()
            self._mark_problem(index, has_problem=bool(page_problems))
            problems += page_problems
        self._problem.set_full_text(problems[0] if problems else "")
        is_valid = not problems
        is_changed = self._has_changes()
        self._buttons.button(_Button.Ok).setEnabled(is_valid)
        self._buttons.button(_Button.Apply).setEnabled(is_valid and is_changed)
        is_checking = self._model.editor.is_checking()
        self._buttons.button(_Button.RestoreDefaults).setEnabled(not is_checking)

    def _mark_problem(self, index: int, *, has_problem: bool) -> None:
        """Show a warning beside the title of a page, and tell screen readers, or remove it."""
        title = without_mnemonic(self._tabs.tabText(index))
        text = self.tr("{title}, has a problem").format(title=title) if has_problem else ""
        self._tabs.setTabIcon(index, icon("warning") if has_problem else QIcon())
        self._tabs.tabBar().setAccessibleTabName(index, text)

    @Slot()
    def _request_alarm_test(self) -> None:
        self.alarm_test_requested.emit(self.settings())

    @Slot()
    def _apply(self) -> None:
        before, self._applied = self._applied, self.settings()
        is_renewed = self._model.editor.is_renewed()
        self._model.editor.forget_check()
        for tab in self._connections:
            secret = tab.secret.value()
            if secret is not None:
                tab.secret.reset()
                self.secret_given.emit(tab.secret.name, secret)
        self._refresh()
        self.applied.emit(self._applied)
        if is_renewed and self._applied.model_file == before.model_file:
            self.model_renewed.emit()

    def _has_changes(self) -> bool:
        has_secret = any(tab.secret.value() is not None for tab in self._connections)
        is_renewed = self._model.editor.is_renewed()
        return has_secret or is_renewed or self.settings() != self._applied

    @Slot(str)
    def _request_trial(self, service: str) -> None:
        secret = self._connection(service).secret.value()
        self.trial_requested.emit(service, self.settings(), secret)

    def _connection(self, service: str) -> ConnectionTab:
        return next(tab for tab in self._connections if tab.service == service)

    @Slot()
    def _apply_and_close(self) -> None:
        if self._has_changes():
            self._apply()
        self.accept()

    @Slot()
    def _ask_to_reset(self) -> None:
        question = QMessageBox(self)
        question.setIcon(QMessageBox.Icon.Question)
        question.setWindowTitle(self.tr("Reset to defaults"))
        question.setText(self.tr("Reset all settings to their defaults?"))
        question.setInformativeText(
            self.tr(
                "This affects all pages. Only how long snapshots are kept stays as it is."
                " Nothing is saved until you press OK or Apply."
            )
        )
        reset = question.addButton(self.tr("&Reset"), QMessageBox.ButtonRole.AcceptRole)
        question.setDefaultButton(question.addButton(QMessageBox.StandardButton.Cancel))
        reset.clicked.connect(self._reset)
        question.finished.connect(question.deleteLater)
        question.open()

    @Slot()
    def _reset(self) -> None:
        # Neither deletes snapshots, nor keeps what was to be deleted.
        kept_for = self._editors["retention_days"].value()
        self._show(replace(Settings(), retention_days=kept_for))

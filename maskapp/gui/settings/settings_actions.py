"""The menu actions that change a setting."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.gui.shared.actions import Actions
from maskapp.gui.shared.make_action import plain_text
from maskapp.settings.settings import Settings


class SettingsActions(QObject):
    """The connection that keeps settings and their menu actions in step.

    Args:
        actions: The actions of the window.
        store: The settings.
    """

    def __init__(self, actions: Actions, store: SettingsStore) -> None:
        super().__init__(store)
        self._store = store
        self._switches = {
            actions.mirror: "mirror",
            actions.verdict: "show_verdict",
            actions.automatic_snapshots: "automatic_snapshots",
            actions.snapshot_sound: "snapshot_sound",
            actions.notifications: "desktop_notifications",
        }
        self._choices = {
            actions.theme_system: ("theme", "system"),
            actions.theme_light: ("theme", "light"),
            actions.theme_dark: ("theme", "dark"),
            actions.record_annotated: ("recording_mode", "annotated"),
            actions.record_plain: ("recording_mode", "plain"),
            actions.record_blurred: ("recording_mode", "blurred"),
            actions.record_blurred_annotated: ("recording_mode", "blurred_annotated"),
        }
        self._unblurred = (actions.record_annotated, actions.record_plain)
        for action in (*self._switches, *self._choices):
            action.triggered.connect(self._change)
        self._built_in_model = actions.for_model.built_in
        self._built_in_model.triggered.connect(self._use_built_in_model)
        store.changed.connect(self._show)
        self._show(store.settings)

    @Slot(object)
    def _show(self, settings: Settings) -> None:
        for action, name in self._switches.items():
            action.setChecked(getattr(settings, name))
        applied = {"theme": settings.theme, "recording_mode": settings.applied_recording_mode}
        for action, (name, value) in self._choices.items():
            action.setChecked(applied[name] == value)
        self._built_in_model.setEnabled(bool(settings.model_file))
        overruled = self.tr("Faces are always blurred, as set under Privacy in the settings.")
        for action in self._unblurred:
            action.setEnabled(not settings.blur_faces)
            action.setStatusTip(overruled if settings.blur_faces else plain_text(action))

    @Slot()
    def _use_built_in_model(self) -> None:
        self._store.change(model_file="")

    @Slot()
    def _change(self) -> None:
        """Change the setting of the action that was triggered, and no other."""
        action = self.sender()
        assert isinstance(action, QAction)
        if action in self._switches:
            self._store.change(**{self._switches[action]: action.isChecked()})
        else:
            name, value = self._choices[action]
            self._store.change(**{name: value})

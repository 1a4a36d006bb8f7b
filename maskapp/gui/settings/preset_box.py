"""A list of presets for several settings at once."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QWidget

from maskapp.gui.settings.setting_editors import Editor
from maskapp.settings.settings import DETECTION_PRESETS

_CUSTOM = ""


class PresetBox(QComboBox):
    """Sets the editors of the detection to a preset, and shows which preset they match.

    Args:
        texts: What to show, by the names of `DETECTION_PRESETS`.
        custom: What to show if the values match no preset.
        editors: The editors of all settings that presets have.
        parent: The parent widget.
    """

    def __init__(
        self,
        texts: Mapping[str, str],
        custom: str,
        editors: Sequence[Editor],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setItemDelegate(QStyledItemDelegate(self))  # honours the items' padding
        self._editors = {editor.name: editor for editor in editors}
        for name in DETECTION_PRESETS:
            self.addItem(texts[name], name)
        self.addItem(custom, _CUSTOM)
        self.activated.connect(self._use)
        for editor in editors:
            editor.changed.connect(self._show_match)
        self._show_match()

    @Slot(int)
    def _use(self, index: int) -> None:
        for setting, value in DETECTION_PRESETS.get(self.itemData(index), {}).items():
            self._editors[setting].set_value(value)
        self._show_match()

    @Slot()
    def _show_match(self) -> None:
        values = {name: editor.value() for name, editor in self._editors.items()}
        matching = (name for name, preset in DETECTION_PRESETS.items() if preset == values)
        self.setCurrentIndex(self.findData(next(matching, _CUSTOM)))

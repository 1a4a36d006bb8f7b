"""The controls under the preview while zones are edited."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal, SignalInstance, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from maskapp.gui.shared.icons import set_icon
from maskapp.gui.shared.text_labels import NumberLabel
from maskapp.gui.shared.theme import SPACE_M, SPACE_S, SPACE_XS
from maskapp.gui.zones.zone_canvas import Tool
from maskapp.gui.zones.zone_painting import kind_word
from maskapp.live.zones.source_profiles import LONGEST_NAME
from maskapp.live.zones.zones import MOST_LEAST_HEIGHT, AreaKind

_STEPS_PER_SHARE = 200
"""Steps of half a percent."""
_TOOLS, _KINDS = tuple(Tool), tuple(AreaKind)
_WIDEST_SIZE = "50.0%, 8888 px"


class ZonePanel(QFrame):
    """The controls; what they mean is decided by their owner.

    Args:
        name: The user's name for the source; "" for none.
        own_name: The source's own name.

    Attributes:
        name: The field of the name.
    """

    tool_chosen = Signal(object)
    """The `Tool`."""
    kind_chosen = Signal(object)
    """The `AreaKind`."""
    least_height_chosen = Signal(float)
    """A share of the frame's height."""
    delete_pressed = Signal()
    undo_pressed = Signal()
    apply_pressed = Signal()
    cancel_pressed = Signal()

    def __init__(self, name: str, own_name: str) -> None:
        super().__init__()
        self.setObjectName("zonePanel")
        tools = [self.tr("Select"), self.tr("Rectangle"), self.tr("Polygon")]
        self._tools = self._choices(tools, self.tr("What the mouse does"))
        self._tools.idClicked.connect(self._choose_tool)
        self._kinds = self._choices(
            [kind_word(kind) for kind in _KINDS], self.tr("What the area does")
        )
        self._kinds.idClicked.connect(self._choose_kind)
        self._delete = self._button(
            "trash", self.tr("Delete the selected area or corner"), self.delete_pressed
        )
        self._undo = self._button("undo", self.tr("Undo the last step"), self.undo_pressed)
        self.name = QLineEdit(name, maxLength=LONGEST_NAME, placeholderText=own_name)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, round(MOST_LEAST_HEIGHT * _STEPS_PER_SHARE))
        self._slider.setPageStep(10)
        self._slider.valueChanged.connect(self._choose_height)
        self._size = NumberLabel(self.tr("Least face size"), _WIDEST_SIZE)
        self._hint = QLabel(wordWrap=True)
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._apply = QPushButton(self.tr("Appl&y"))
        self._cancel = QPushButton(self.tr("Cance&l"))
        self._apply.setProperty("primary", True)
        self._cancel.setProperty("primary", False)
        self._apply.clicked.connect(self.apply_pressed)
        self._cancel.clicked.connect(self.cancel_pressed)
        self._lay_out()

    def show_tool(self, tool: Tool) -> None:
        """Show what the mouse does."""
        self._tools.button(_TOOLS.index(tool)).setChecked(True)

    def show_kind(self, kind: AreaKind) -> None:
        """Show the kind of the selected area, or of new ones."""
        self._kinds.button(_KINDS.index(kind)).setChecked(True)

    def show_steps(self, *, can_delete: bool, can_undo: bool) -> None:
        """Enable the buttons that do something now."""
        self._delete.setEnabled(can_delete)
        self._undo.setEnabled(can_undo)

    def show_least_height(self, height: float, text: str) -> None:
        """Show the least face size.

        Args:
            height: A share of the frame's height.
            text: The same for people.
        """
        with QSignalBlocker(self._slider):
            self._slider.setValue(round(height * _STEPS_PER_SHARE))
        self._size.show_number(text)

    def show_hint(self, text: str) -> None:
        """Say what can be done now, or what is wrong."""
        self._hint.setText(text)

    def _choices(self, texts: Sequence[str], what: str) -> QButtonGroup:
        """Make buttons of which one is pressed."""
        group = QButtonGroup(self)
        for index, text in enumerate(texts):
            button = QToolButton()
            button.setText(text)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setAccessibleDescription(what)
            group.addButton(button, index)
        return group

    def _button(self, icon: str, text: str, pressed: SignalInstance) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(text)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        set_icon(button, icon)
        button.clicked.connect(pressed)
        return button

    def _lay_out(self) -> None:
        tools = self._row(*self._tools.buttons(), SPACE_M, *self._kinds.buttons(), SPACE_M)
        tools.addWidget(self._delete)
        tools.addWidget(self._undo)
        tools.addStretch()
        name, least = QLabel(self.tr("Na&me:")), QLabel(self.tr("Least face si&ze:"))
        name.setBuddy(self.name)
        least.setBuddy(self._slider)
        values = self._row(name, self.name, SPACE_M, least, self._slider, self._size)
        values.setStretch(1, 2)
        values.setStretch(4, 1)
        ends = self._row(self._hint, self._cancel, self._apply)
        ends.setStretch(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_S)
        column.setSpacing(SPACE_S)
        for row in (tools, values, ends):
            column.addLayout(row)

    def _row(self, *contents: QWidget | int) -> QHBoxLayout:
        """Return a row of widgets and gaps."""
        row = QHBoxLayout()
        row.setSpacing(SPACE_XS)
        for content in contents:
            if isinstance(content, int):
                row.addSpacing(content)
            else:
                row.addWidget(content)
        return row

    @Slot(int)
    def _choose_tool(self, index: int) -> None:
        self.tool_chosen.emit(_TOOLS[index])

    @Slot(int)
    def _choose_kind(self, index: int) -> None:
        self.kind_chosen.emit(_KINDS[index])

    @Slot(int)
    def _choose_height(self, value: int) -> None:
        self.least_height_chosen.emit(value / _STEPS_PER_SHARE)

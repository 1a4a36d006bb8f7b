"""Editing the zones and the name of a source, on the live preview."""

from PySide6.QtCore import QLocale, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMessageBox

from maskapp.gui.preview.preview import Preview
from maskapp.gui.shared.formatting import fit_words, isolated
from maskapp.gui.sources.profile_store import ProfileStore
from maskapp.gui.zones.picture_view import PictureView
from maskapp.gui.zones.zone_canvas import Tool, ZoneCanvas
from maskapp.gui.zones.zone_draft import ZoneDraft
from maskapp.gui.zones.zone_panel import ZonePanel
from maskapp.live.zones.source_profiles import SourceProfile, clean_name
from maskapp.live.zones.zones import AreaKind
from maskapp.records import SourceInfo

_LONGEST_NAME_PX = 300


class ZoneEditor(QObject):
    """The editor: a canvas over the preview, and a panel. Nothing counts until it is applied.

    Args:
        preview: The canvas covers it.
        view: Where the frame is in it.
        profiles: Keep what is applied.
        info: The source.

    Attributes:
        panel: The controls, to be shown under the preview.
        canvas: The picture to draw on.
        draft: The zones as edited so far.
    """

    closed = Signal()
    """Applied or cancelled."""
    stayed = Signal()
    """The question what is to become of changes has ended, and editing goes on."""

    def __init__(
        self, preview: Preview, view: PictureView, profiles: ProfileStore, info: SourceInfo
    ) -> None:
        super().__init__(preview)
        profile = profiles.profiles.of(info.key)
        self._profiles, self._info, self._name = profiles, info, profile.name
        self._zones = profile.zones
        self._problem = ""
        self._question: QMessageBox | None = None
        self._has_ended = False
        self.draft = ZoneDraft(profile.zones)
        self.panel = ZonePanel(profile.name, info.first_name)
        self.canvas = ZoneCanvas(preview, view, self.draft)
        self.canvas.changed.connect(self._forget_problem)
        self.canvas.refused.connect(self._show_problem)
        self.panel.tool_chosen.connect(self._choose_tool)
        self.panel.kind_chosen.connect(self._choose_kind)
        self.panel.least_height_chosen.connect(self._choose_least_height)
        self.panel.delete_pressed.connect(self._delete)
        self.panel.undo_pressed.connect(self._undo)
        self.panel.apply_pressed.connect(self.apply)
        self.panel.cancel_pressed.connect(self.close)
        self.panel.name.textEdited.connect(self._forget_problem)
        # Wherever the focus is in the window, as long as the panel is in view.
        QShortcut(QKeySequence("Esc"), self.panel).activated.connect(self._step_back)
        self._show()
        self.canvas.setFocus()

    @Slot()
    def apply(self) -> None:
        """Use and keep what was edited, and close, unless another source has the name."""
        name = clean_name(self.panel.name.text())
        if name and self._profiles.profiles.has_other(name, self._info.key):
            sentence = self.tr("Another source is called {0} already.")
            self._show_problem(sentence.format(isolated(name)))
            self.panel.name.setFocus()
            self.stayed.emit()
            return
        name = "" if name == self._info.first_name else name
        self._profiles.change(self._info.key, SourceProfile(name, self.draft.zones))
        self.close()

    def show_source(self, info: SourceInfo) -> None:
        """Follow the source, which was opened again, perhaps with another size of the frame."""
        if self._has_ended:
            self._has_ended = False
            self._drop_question()
            self.stayed.emit()
            self.canvas.show()
        if info != self._info:
            self._info = info
            self._show()

    def end(self) -> None:
        """Close, since the source is no longer open; ask once what is to become of changes."""
        if self._has_ended:
            return
        self._has_ended = True
        self.canvas.hide()  # the panel stays: the name may have to be changed to be applied
        self._drop_question()
        self.leave()

    @property
    def has_changes(self) -> bool:
        """Whether closing would drop something."""
        is_renamed = clean_name(self.panel.name.text()) != self._name
        return is_renamed or self.draft.zones != self._zones

    @Slot()
    def leave(self) -> None:
        """Close; ask first what is to become of changes."""
        if not self.has_changes:
            self.close()
        elif self._question is None:
            self._ask()

    def _ask(self) -> None:
        sentence = self.tr("Apply what you have changed?")
        if self._has_ended:
            name = isolated(self._info.name)
            sentence = self.tr("Apply what you have changed for {0}?").format(name)
        question = self._question = QMessageBox(
            QMessageBox.Icon.Question,
            self.tr("Zones and name"),
            "",
            QMessageBox.StandardButton.NoButton,
            self.panel,
        )
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setText(fit_words(sentence, question.fontMetrics(), _LONGEST_NAME_PX))
        role = QMessageBox.ButtonRole
        apply = question.addButton(self.tr("&Apply"), role.AcceptRole)
        question.addButton(self.tr("&Discard"), role.DestructiveRole)
        question.setDefaultButton(apply)
        if not self._has_ended:
            stay = question.addButton(self.tr("&Keep editing"), role.RejectRole)
            question.setEscapeButton(stay)
        question.setWindowModality(Qt.WindowModality.WindowModal)
        question.finished.connect(self._use_answer)
        question.open()

    @Slot()
    def close(self) -> None:
        """Close; what was not applied is dropped."""
        self._drop_question()
        self.canvas.hide()
        self.panel.hide()
        self.canvas.deleteLater()
        self.panel.deleteLater()
        self.closed.emit()

    def _drop_question(self) -> None:
        question, self._question = self._question, None
        if question is not None:
            question.done(0)  # `close` needs a button for Esc
            question.deleteLater()

    @Slot()
    def _use_answer(self) -> None:
        question, self._question = self._question, None
        if question is None:  # dropped
            return
        question.deleteLater()
        role, button = QMessageBox.ButtonRole, question.clickedButton()
        answer = question.buttonRole(button) if button is not None else role.RejectRole
        if answer is role.AcceptRole:
            self.apply()
        elif answer is role.DestructiveRole:
            self.close()
        else:
            self.stayed.emit()

    @Slot()
    def _step_back(self) -> None:
        if not self.canvas.step_back():
            self.leave()

    @Slot(object)
    def _choose_tool(self, tool: Tool) -> None:
        self.canvas.set_tool(tool)
        self.canvas.setFocus()

    @Slot(object)
    def _choose_kind(self, kind: AreaKind) -> None:
        self.canvas.kind = kind
        self.draft.set_kind(kind)
        self._refresh()

    @Slot(float)
    def _choose_least_height(self, height: float) -> None:
        self.draft.set_least_height(height)
        self._refresh()

    @Slot()
    def _delete(self) -> None:
        self.draft.delete()
        self._refresh()

    @Slot()
    def _undo(self) -> None:
        self.draft.undo()
        self._refresh()

    @Slot(str)
    def _show_problem(self, text: str) -> None:
        self._problem = text
        self._show()

    @Slot()
    def _forget_problem(self) -> None:
        self._problem = ""
        self._show()

    def _refresh(self) -> None:
        self.canvas.update()
        self._forget_problem()

    def _show(self) -> None:
        """Show the draft in the panel."""
        draft, panel = self.draft, self.panel
        panel.show_tool(self.canvas.tool)
        panel.show_kind(draft.selected.kind if draft.selected else self.canvas.kind)
        panel.show_steps(can_delete=draft.selected is not None, can_undo=draft.can_undo)
        size = self._size_text()
        panel.show_least_height(draft.zones.least_height, size)
        self.canvas.least_text = self.tr("Least size: {0}").format(size)
        panel.show_hint(self._problem or self._hint())

    def _size_text(self) -> str:
        height = self.draft.zones.least_height
        if not height:
            return self.tr("any size")
        share = f"{QLocale().toString(100 * height, 'f', 1)}{QLocale().percent()}"
        pixels = round(height * self._info.height)
        return self.tr("{0}, {1} px").format(share, pixels) if pixels else share

    def _hint(self) -> str:
        if clean_name(self.panel.name.text()) != self._name:
            return self.tr(
                "Snapshots, events and figures made so far keep the name that they have."
            )
        if self.canvas.tool is Tool.RECTANGLE:
            return self.tr("Drag a rectangle on the picture.")
        if self.canvas.tool is Tool.POLYGON:
            return self.tr(
                "Click corner after corner. Click the first one again or press Enter to close the"
                " area; Esc drops it."
            )
        if not self.draft.zones.areas:
            return self.tr(
                "Every face counts, wherever it is. Choose Rectangle or Polygon and draw, or press"
                " Insert; a face is where its middle is."
            )
        if self.draft.selected is None:
            return self.tr(
                "A face is where its middle is. Click an area or press N to select it; Insert adds"
                " one."
            )
        return self.tr(
            "Drag the area or a corner, or use the arrow keys (with Shift: less). C selects a"
            " corner, a double-click adds one, Del deletes."
        )

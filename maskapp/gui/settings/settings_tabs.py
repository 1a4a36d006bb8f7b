"""The tabs of the settings dialog: which settings stand where, and what people read there."""

from PySide6.QtWidgets import QWidget

from maskapp import paths
from maskapp.gui.notifications.desktop_notification import notification_hint
from maskapp.gui.settings.form_page import FormPage
from maskapp.gui.settings.model_editor import ModelEditor
from maskapp.gui.settings.setting_editors import (
    ChoiceEditor,
    FolderEditor,
    NumberEditor,
    SwitchEditor,
    TextEditor,
)


class GeneralTab(FormPage):
    """How the window looks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        themes = {
            "system": self.tr("As the system"),
            "light": self.tr("Light"),
            "dark": self.tr("Dark"),
        }
        self.add_row(self.tr("T&heme:"), ChoiceEditor("theme", themes))
        self.add_row(
            "",
            SwitchEditor("mirror", self.tr("M&irror the preview")),
            self.tr("As in a looking glass; the labels stay readable."),
        )


class DetectionTab(FormPage):
    """How faces are found and judged."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.add_row(
            self.tr("Search si&ze:"),
            NumberEditor("detection_size_px", self.tr("px"), step=32),
            self.tr("Long side of the picture that is searched; more finds smaller faces, slower."),
        )
        self.add_row(
            self.tr("S&earch every:"),
            NumberEditor("detection_every_n_frames", self.tr("frames"), step=1),
            self.tr("Faces are followed through the frames between; more is faster."),
        )
        self.add_row(
            self.tr("&Face threshold:"),
            NumberEditor("face_score_threshold", "", step=0.05),
            self.tr("How sure it must be that this is a face; less finds more, and more in error."),
        )
        self.add_row(
            self.tr("&Judge again after:"),
            NumberEditor("classify_every_s", self.tr("s"), step=0.02),
        )
        self.add_row(
            self.tr("&Smooth over:"),
            NumberEditor("smoothing_s", self.tr("s"), step=0.05),
            self.tr("Longer gives steadier labels that answer later."),
        )
        self.add_row(
            self.tr("&Uncertain below:"),
            NumberEditor("uncertain_below", "", step=0.05),
            self.tr("Faces judged with less confidence than this are called uncertain."),
        )


class ViolationsTab(FormPage):
    """What counts as a violation, what it starts, and how long snapshots are kept."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.add_row(
            self.tr("V&iolation after:"),
            NumberEditor("violation_after_s", self.tr("s"), step=0.5),
            self.tr("A face without a mask, or with one worn wrong, for longer than this."),
        )
        self.add_row(
            "",
            SwitchEditor("automatic_snapshots", self.tr("Ta&ke a snapshot of each violation")),
        )
        self.add_row(
            self.tr("&Wait after one:"),
            NumberEditor("violation_cooldown_s", self.tr("s"), step=1),
            self.tr("For so long no other automatic snapshot is taken."),
        )
        self.add_row("", SwitchEditor("snapshot_sound", self.tr("Pla&y a sound at a snapshot")))
        self.add_row(
            "",
            SwitchEditor(
                "desktop_notifications", self.tr("Show a desktop &notification at a violation")
            ),
            notification_hint(),
        )
        self.add_row(
            self.tr("Keep snapshots &for:"),
            NumberEditor("retention_days", self.tr("days"), step=1, zero=self.tr("Always")),
        )
        self.add_row(
            self.tr("K&eep at most:"),
            NumberEditor("retention_mb", self.tr("MB"), step=100, zero=self.tr("Any size")),
            self.tr("Snapshots beyond these limits are deleted, the oldest first."),
        )


class RecordingTab(FormPage):
    """Where and how recordings are made."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        modes = {
            "annotated": self.tr("With boxes and labels"),
            "plain": self.tr("As the camera sees it"),
            "blurred": self.tr("With blurred faces"),
        }
        self.add_row(
            self.tr("&Folder:"),
            FolderEditor("recording_folder", paths.default_recording_dir()),
            self.tr("It is made if it is missing."),
        )
        self.add_row(self.tr("File &name:"), TextEditor("recording_name"))
        self.add_row(self.tr("Pict&ure:"), ChoiceEditor("recording_mode", modes))


class PrivacyTab(FormPage):
    """What may be seen of people."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.add_row(
            "",
            SwitchEditor("blur_faces", self.tr("&Blur faces in snapshots and recordings")),
            self.tr(
                "This cannot be undone for what is saved meanwhile. The preview and what was"
                " saved before stay as they are."
            ),
        )


class ModelTab(FormPage):
    """Which network judges faces."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ModelEditor()
        self.add_row(self.tr("Model:"), self.model)

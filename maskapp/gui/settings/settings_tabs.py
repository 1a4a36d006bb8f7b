"""The tabs of the settings dialog: their settings, labels and hints."""

from datetime import datetime

from PySide6.QtWidgets import QWidget

from maskapp import paths
from maskapp.gui.notifications.desktop_notification import notification_hint
from maskapp.gui.settings.form_page import FormPage
from maskapp.gui.settings.model_editor import ModelEditor
from maskapp.gui.settings.preset_box import PresetBox
from maskapp.gui.settings.setting_editors import (
    ChoiceEditor,
    FolderEditor,
    NumberEditor,
    SwitchEditor,
    TextEditor,
)
from maskapp.settings.recording_name import recording_stem
from maskapp.settings.settings import Settings


class GeneralTab(FormPage):
    """The tab for the look of the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        themes = {
            "system": self.tr("Follow system"),
            "light": self.tr("Light"),
            "dark": self.tr("Dark"),
        }
        self.add_row(self.tr("T&heme:"), ChoiceEditor("theme", themes))
        self.add_row(
            "",
            SwitchEditor("mirror", self.tr("M&irror the preview")),
            self.tr("Flips the preview left to right. Labels stay readable."),
        )
        self.add_row(
            "",
            SwitchEditor("show_verdict", self.tr("&Show the verdict above the image")),
            self.tr("One line on everybody in view, to be read from a distance."),
        )


class DetectionTab(FormPage):
    """The tab for detection, classification and smoothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        size = NumberEditor("detection_size_px", self.tr("px"), step=32)
        every = NumberEditor(
            "detection_every_n_frames", self.tr("frames"), step=1, unit_of_one=self.tr("frame")
        )
        threshold = NumberEditor("face_score_threshold", "", step=0.05)
        presets = {
            "fast": self.tr("Fast: for large faces and slow computers"),
            "balanced": self.tr("Balanced"),
            "thorough": self.tr("Thorough: for small and distant faces"),
        }
        self.add_field(
            self.tr("D&etection:"),
            PresetBox(presets, self.tr("Custom"), (size, every, threshold)),
            self.tr("A more thorough detection finds smaller faces but needs more computing."),
        )
        self._add_classification()
        advanced = self.add_section(self.tr("Adva&nced"))
        self.add_row(
            self.tr("Detection si&ze:"),
            size,
            self.tr(
                "Long side to which a frame is scaled. A larger size finds smaller faces; twice the"
                " size needs about four times the computing."
            ),
            advanced,
        )
        self.add_row(
            self.tr("Detect ever&y:"),
            every,
            self.tr(
                "Faces are tracked in between. A higher number needs less computing, but new faces"
                " appear later, and boxes lag behind fast ones."
            ),
            advanced,
        )
        self.add_row(
            self.tr("&Face threshold:"),
            threshold,
            self.tr(
                "Score from which a face is shown; it is then followed down to four fifths of it. A"
                " lower threshold finds more faces, but also more false ones."
            ),
            advanced,
        )

    def _add_classification(self) -> None:
        self.add_row(
            self.tr("Re-chec&k every:"),
            NumberEditor("classify_every_s", self.tr("s"), step=0.02),
            self.tr("How often a tracked face is classified again. A longer time is faster."),
        )
        self.add_row(
            self.tr("&Smooth over:"),
            NumberEditor("smoothing_s", self.tr("s"), step=0.05),
            self.tr("A longer time makes labels steadier but slower to change."),
        )
        self.add_row(
            self.tr("&Uncertain below:"),
            NumberEditor("uncertain_below", "", step=0.05),
            self.tr(
                "Faces with less confidence than this are labelled uncertain. A higher value makes"
                " more faces uncertain, and fewer labels wrong."
            ),
        )


class ViolationsTab(FormPage):
    """The tab for violations, what they trigger, and how long snapshots are kept."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._add_violations()
        self._add_retention()

    def _add_violations(self) -> None:
        self.add_row(
            self.tr("V&iolation after:"),
            NumberEditor("violation_after_s", self.tr("s"), step=0.5),
            self.tr("How long a mask must be missing or worn wrong."),
        )
        self.add_row(
            "",
            SwitchEditor("automatic_snapshots", self.tr("Ta&ke a snapshot of each violation")),
        )
        self.add_row(
            self.tr("Wait at lea&st:"),
            NumberEditor("violation_cooldown_s", self.tr("s"), step=1),
            self.tr("Minimum time between two violations of the same kind and face."),
        )
        self.add_row(
            "",
            SwitchEditor("snapshot_sound", self.tr("Pla&y a sound when you take a snapshot")),
            self.tr("Violations are heard by the alarm."),
        )
        self.add_row(
            "",
            SwitchEditor(
                "desktop_notifications", self.tr("Show a desktop &notification for each violation")
            ),
            notification_hint(),
            applies=lambda settings: settings.automatic_snapshots,
        )

    def _add_retention(self) -> None:
        self.add_row(
            self.tr("Keep snapshots &for:"),
            NumberEditor(
                "retention_days",
                self.tr("days"),
                step=1,
                unit_of_one=self.tr("day"),
                text_of_least=self.tr("Forever"),
            ),
        )
        self.add_row(
            self.tr("K&eep at most:"),
            NumberEditor(
                "retention_mb", self.tr("MB"), step=100, text_of_least=self.tr("No limit")
            ),
            self.tr(
                "Snapshots beyond these limits are deleted within the hour, oldest first. After a"
                " long break they stay longer, by at most as many days again. The latest one is"
                " never too large."
            ),
        )


class RecordingTab(FormPage):
    """The tab for where recordings are saved and what they show."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        modes = {
            "annotated": self.tr("With boxes and labels"),
            "plain": self.tr("Without boxes and labels"),
            "blurred_annotated": self.tr("Blurred faces, with boxes and labels"),
            "blurred": self.tr("Blurred faces, without boxes and labels"),
        }
        self.add_row(
            self.tr("&Folder:"),
            FolderEditor("recording_folder", paths.default_recording_dir()),
            self.tr("Created if needed."),
        )
        self.add_row(self.tr("File &name:"), TextEditor("recording_name"))
        self.add_row(self.tr("V&ideo:"), ChoiceEditor("recording_mode", modes))
        self.add_row(
            "",
            SwitchEditor("event_clips", self.tr("&Keep a clip of each event")),
            self.tr(
                "The clip is kept with the event's snapshot and looks like a recording. It needs"
                " somewhat less computing than recording does."
            ),
            applies=lambda settings: settings.automatic_snapshots,
        )
        self.add_row(
            self.tr("&Clip around it:"),
            NumberEditor("clip_around_s", self.tr("s"), step=1),
            self.tr("Time before and after the event; a clip has at most a minute."),
            applies=lambda settings: settings.automatic_snapshots and settings.event_clips,
        )

    def show_hints(self, settings: Settings) -> None:
        """Show what these settings make of the name and the look of recordings."""
        example = recording_stem(settings.recording_name, datetime.now().astimezone())
        text = self.tr("{date} and {time} are filled in when the recording starts.\nExample: ")
        self.set_hint("recording_name", f"{text}{example}.mp4")
        overruled = self.tr("Faces are always blurred, as set under Privacy.")
        self.set_hint("recording_mode", overruled if settings.blur_faces else "")


class PrivacyTab(FormPage):
    """The tab for what snapshots and recordings may show of people."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.add_row(
            "",
            SwitchEditor("blur_faces", self.tr("&Blur faces in snapshots and recordings")),
            self.tr(
                "Files saved while this is on stay blurred for good. What only may be a face is"
                " blurred too. Recordings run half a second behind, so that faces are blurred"
                " before they are detected."
            ),
        )
        kept = {
            "ask": self.tr("Ask at the next one"),
            "yes": self.tr("Keep"),
            "no": self.tr("Do not keep"),
        }
        self.add_row(
            self.tr("Corrected pict&ures:"),
            ChoiceEditor("keep_corrections", kept),
            self.tr(
                "Pictures whose labels you correct are copied to the folder corrections beside the"
                " snapshot log, for training. Those that are there stay until you delete them."
            ),
        )


class ModelTab(FormPage):
    """The tab for the model that classifies faces."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = ModelEditor()
        self.add_row(self.tr("Model:"), self.editor)

"""Why the door display has no picture, in words that are true of any source."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from maskapp.gui.sources.source_control import SourceControl
from maskapp.records import SourceState


@dataclass(frozen=True, slots=True)
class NoPicture:
    """What the door display says without a picture.

    Attributes:
        text: The sentence; "" for that of the sign, which speaks of a camera.
        note: A short line for the people who run it; nobody at the door needs to know an address.
    """

    text: str
    note: str


def why_no_picture(sources: SourceControl) -> NoPicture:
    """Return why a source that does not play shows no picture."""
    retry = _tr("Connection lost, trying again now")
    if sources.retry_in_s:
        retry = _tr("Connection lost, trying again in {0} s").format(sources.retry_in_s)
    is_file = not sources.is_camera and "://" not in (sources.text or "")
    failed = NoPicture("", _tr("It cannot be opened"))
    no_model = _tr("It is needed to judge masks; choose another one in the settings")
    if sources.retry_in_s:
        no_model = _tr("It is looked for again in {0} s").format(sources.retry_in_s)
    nothing = _tr("Looking for cameras" if sources.cameras is None else "No source is open")
    return {
        SourceState.IDLE: NoPicture("", nothing),
        SourceState.PAUSED: NoPicture(_tr("Paused"), ""),
        SourceState.ENDED: NoPicture(_end(sources), ""),
        SourceState.FAILED: NoPicture(_tr("The file cannot be opened"), "") if is_file else failed,
        SourceState.NO_MODEL: NoPicture(_tr("The mask model is missing or damaged"), no_model),
    }.get(sources.state, NoPicture("", retry))


def _end(sources: SourceControl) -> str:
    info = sources.info
    if info is None or not info.is_stills:
        return _tr("The video has ended")
    is_one = info.frame_count == 1
    return _tr("The picture has been checked" if is_one else "The pictures have been checked")


def _tr(text: str) -> str:
    return QCoreApplication.translate("NoPicture", text)

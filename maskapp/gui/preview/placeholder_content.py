"""Which page stands in place of the picture, by the state of the source."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction

from maskapp.gui.preview.placeholder_page import PageContent
from maskapp.gui.shared.actions import Actions
from maskapp.gui.sources.open_dialogs import PICTURE_SUFFIXES
from maskapp.gui.sources.source_control import SourceControl
from maskapp.records import SourceState

_HALF_NAME = 28
"""Characters of a long name's beginning and end that are shown; the window's title has it all."""


def page_for(sources: SourceControl, actions: Actions, *, has_picture: bool) -> PageContent | None:
    """The page for the source as it is now; None where its picture is to be seen.

    Args:
        sources: Knows the state.
        actions: Are offered as buttons.
        has_picture: Whether a picture of this source has come.
    """
    match sources.state:
        case SourceState.IDLE:
            return _idle(sources, actions)
        case SourceState.OPENING:
            return _starting(sources, actions)
        case SourceState.RUNNING | SourceState.PAUSED:
            return None if has_picture else _starting(sources, actions)
        case SourceState.LOST:
            return _lost(sources, actions)
        case SourceState.ENDED:
            is_stills = sources.info is not None and sources.info.is_stills
            return None if is_stills and has_picture else _ended(sources, actions)
        case SourceState.FAILED:
            return _failed(sources, actions)


def _tr(text: str) -> str:
    return QCoreApplication.translate("SourcePage", text)


def _idle(sources: SourceControl, actions: Actions) -> PageContent:
    if sources.cameras is None:
        return PageContent(
            "camera",
            _tr("Looking for cameras"),
            _tr("This takes a moment."),
            (actions.demo,),
            is_busy=True,
        )
    if not sources.cameras:
        return _no_camera(actions)
    return PageContent(
        "mask",
        _tr("Nothing is open"),
        _tr("Choose a camera in the Camera menu, or drop a video or picture here."),
        (actions.open_camera, actions.open_video, actions.demo),
    )


def _no_camera(actions: Actions) -> PageContent:
    return PageContent(
        "camera-off",
        _tr("No camera was found"),
        _tr(
            "Plug one in and it opens by itself. Until then you can play the demo clip, or drop"
            " a video or picture here."
        ),
        (actions.demo, actions.open_video, actions.find_cameras),
    )


def _starting(sources: SourceControl, actions: Actions) -> PageContent:
    return PageContent(
        "starting",
        _tr("Opening {0}").format(_short(sources.name)),
        _tr("The first picture will be here in a moment."),
        (actions.close_source,),
        is_busy=True,
    )


def _lost(sources: SourceControl, actions: Actions) -> PageContent:
    again = _tr("Trying again now.")
    if sources.retry_in_s:
        again = _tr("Trying again in {0} s.").format(sources.retry_in_s)
    title, why = _tr("The source is lost"), _sentence(sources.sentence)
    if sources.is_unplugged:
        title = _tr("The camera is unplugged")
        why = _tr("{0} comes back by itself as soon as it is plugged in.").format(
            _short(sources.name)
        )
    return PageContent(
        "plug-off",
        title,
        f"{why}\n{again}",
        (actions.retry, actions.close_source),
    )


def _ended(sources: SourceControl, actions: Actions) -> PageContent:
    text = _tr("{0} has come to its end.").format(_short(sources.name))
    if sources.sentence:
        text = f"{text}\n{_sentence(sources.sentence)}"
    return PageContent("finished", _tr("The end"), text, (actions.replay, actions.open_video))


def _failed(sources: SourceControl, actions: Actions) -> PageContent:
    if not sources.is_camera:
        return PageContent(
            "error",
            _tr("This cannot be opened"),
            _sentence(sources.sentence),
            (actions.retry, _opens_the_like(sources.text or "", actions), actions.demo),
        )
    if not sources.cameras:
        return _no_camera(actions)
    return PageContent(
        "camera-busy",
        _tr("The camera cannot be used"),
        _sentence(sources.sentence),
        (actions.retry, actions.open_video, actions.demo),
    )


def _opens_the_like(text: str, actions: Actions) -> QAction:
    """Chooses another source of the same kind."""
    if "://" in text:
        return actions.open_stream
    suffix = Path(text).suffix.lower()
    if not suffix:
        return actions.open_folder
    return actions.open_picture if suffix in PICTURE_SUFFIXES else actions.open_video


def _short(name: str) -> str:
    """A name whose page is not so high that the panels have to make room for it."""
    if len(name) <= 2 * _HALF_NAME:
        return name
    return f"{name[:_HALF_NAME]}…{name[-_HALF_NAME:]}"


def _sentence(text: str) -> str:
    """An error's message as a sentence: with a full stop."""
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."

"""The content of the placeholder page for each state of the source."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction

from maskapp.files.file_kinds import PICTURE_SUFFIXES
from maskapp.gui.shared.actions import Actions
from maskapp.gui.shared.formatting import isolated
from maskapp.gui.sources.source_control import SourceControl
from maskapp.records import SourceState

_HALF_NAME = 28
"""Characters kept at each end of a long name; the window title has all of it."""


@dataclass(frozen=True, slots=True)
class PlaceholderContent:
    """Content of a placeholder page.

    Attributes:
        icon: A name in `resources/icons`.
        title: A short title.
        sentence: Why there is no image, and what to do.
        actions: Offered as buttons, the likeliest choice first.
        is_busy: Whether the user only has to wait.
    """

    icon: str
    title: str
    sentence: str
    actions: Sequence[QAction] = ()
    is_busy: bool = False


def placeholder_for(
    sources: SourceControl, actions: Actions, *, has_image: bool
) -> PlaceholderContent | None:
    """Return what to show in place of an image; None if the preview should be visible.

    Args:
        sources: The source, its state and the cameras found.
        actions: Offered as buttons.
        has_image: Whether an image of this source has arrived.
    """
    match sources.state:
        case SourceState.IDLE:
            return _idle(sources, actions)
        case SourceState.OPENING:
            return _opening(sources, actions)
        case SourceState.RUNNING | SourceState.PAUSED:
            return None if has_image else _opening(sources, actions)
        case SourceState.LOST:
            return _lost(sources, actions)
        case SourceState.ENDED:
            return None if has_image else _finished(sources, actions)
        case SourceState.FAILED | SourceState.NO_MODEL:
            return _failed(sources, actions)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Placeholder", text)


def _idle(sources: SourceControl, actions: Actions) -> PlaceholderContent:
    if sources.cameras is None:
        return PlaceholderContent(
            "camera",
            _tr("Looking for cameras"),
            _tr("This takes a moment."),
            (actions.demo,),
            is_busy=True,
        )
    if not sources.cameras:
        return _no_camera(actions)
    return PlaceholderContent(
        "mask",
        _tr("Nothing is open"),
        _tr("Choose a camera in the Camera menu, or drop a video or picture here."),
        (actions.open_camera, actions.open_video, actions.demo),
    )


def _no_camera(actions: Actions) -> PlaceholderContent:
    return PlaceholderContent(
        "camera-off",
        _tr("No camera found"),
        _tr(
            "Plug one in and it opens automatically. Until then, play the demo clip or drop a"
            " video or picture here."
        ),
        (actions.demo, actions.open_video, actions.find_cameras),
    )


def _opening(sources: SourceControl, actions: Actions) -> PlaceholderContent:
    return PlaceholderContent(
        "starting",
        _tr("Opening {0}").format(_short(sources.name)),
        _tr("Waiting for the first image."),
        (actions.close_source,),
        is_busy=True,
    )


def _no_model(sources: SourceControl, actions: Actions) -> PlaceholderContent:
    text = _sentence(sources.sentence)
    if sources.retry_in_s:
        text = f"{text}\n{_retry(sources)}"
    choose, built_in = actions.for_model.settings, actions.for_model.built_in
    return PlaceholderContent(
        "error",
        _tr("Can't use the model that judges masks"),
        text,
        (choose, built_in, actions.retry) if built_in.isEnabled() else (choose, actions.retry),
    )


def _retry(sources: SourceControl) -> str:
    if sources.retry_in_s:
        return _tr("Trying again in {0} s.").format(sources.retry_in_s)
    return _tr("Trying again now.")


def _lost(sources: SourceControl, actions: Actions) -> PlaceholderContent:
    is_first = sources.info is None
    title, reason = _tr("Connection lost, reconnecting"), _sentence(sources.sentence)
    if sources.is_unplugged and is_first:
        title = _tr("Waiting for the camera")
        reason = _tr("{0} opens as soon as it is plugged in.").format(_short(sources.name))
    elif sources.is_unplugged:
        title = _tr("Camera unplugged")
        reason = _tr("{0} reopens as soon as it is plugged in.").format(_short(sources.name))
    elif is_first:
        title = _tr("Can't open this source yet")
    return PlaceholderContent(
        "plug-off",
        title,
        f"{reason}\n{_retry(sources)}",
        (actions.retry, actions.close_source),
    )


def _finished(sources: SourceControl, actions: Actions) -> PlaceholderContent:
    text = _tr("{0} has ended.").format(_short(sources.name))
    if sources.sentence:
        text = f"{text}\n{_sentence(sources.sentence)}"
    return PlaceholderContent(
        "finished", _tr("Finished"), text, (actions.replay, actions.open_video)
    )


def _failed(sources: SourceControl, actions: Actions) -> PlaceholderContent:
    if sources.state == SourceState.NO_MODEL:
        return _no_model(sources, actions)
    if not sources.is_camera:
        return PlaceholderContent(
            "error",
            _tr("Can't open this source"),
            _sentence(sources.sentence),
            (actions.retry, _action_for_kind(sources.text or "", actions), actions.demo),
        )
    if not sources.cameras:
        return _no_camera(actions)
    return PlaceholderContent(
        "camera-busy",
        _tr("Can't use the camera"),
        _sentence(sources.sentence),
        (actions.retry, actions.open_video, actions.demo),
    )


def _action_for_kind(text: str, actions: Actions) -> QAction:
    """Return the action that opens another source of the same kind as `text`."""
    if "://" in text:
        return actions.open_stream
    suffix = Path(text).suffix.lower()
    if not suffix:
        return actions.open_folder
    return actions.open_picture if suffix in PICTURE_SUFFIXES else actions.open_video


def _short(name: str) -> str:
    """Elide a long name: a page that grows too tall would push the panels away."""
    if len(name) <= 2 * _HALF_NAME:
        return isolated(name)
    return isolated(f"{name[:_HALF_NAME]}…{name[-_HALF_NAME:]}")


def _sentence(text: str) -> str:
    """End an error message with a full stop."""
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."

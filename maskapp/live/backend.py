"""The functions behind a live session: opening sources, loading engines, listing cameras.

Tests pass in fakes. The defaults import OpenCV, PyAV and LiteRT, which takes a second, so they are
called in threads of their own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from maskapp.live.source_request import SourceRequest
from maskapp.live.swappable_engine import FrameEngine
from maskapp.preload_libraries import load_libraries
from maskapp.records import CameraInfo, CameraMode
from maskapp.settings import EngineSettings

if TYPE_CHECKING:
    from maskapp.pipeline.sources.source import Source


def prepare() -> None:
    """Import what is needed to open, show and record a source."""
    load_libraries()
    import maskapp.live.frame_views  # noqa: PLC0415
    import maskapp.live.recording_on_disk  # noqa: PLC0415
    import maskapp.pipeline.sources.source  # noqa: F401, PLC0415


def open_source(request: SourceRequest) -> "Source":
    """Open what was requested.

    Raises:
        SourceError: It cannot be opened or read.
    """
    from maskapp.pipeline.sources.source import open_source as open_by_text  # noqa: PLC0415

    mode = CameraMode(request.width, request.height, request.fps)
    return open_by_text(request.text, camera_mode=mode)


def load_engine(settings: EngineSettings, is_stills: bool) -> FrameEngine:
    """Load the engine with the model of the settings.

    Raises:
        ModelError: The model cannot be used.
    """
    from maskapp.pipeline.engine import load_engine as load  # noqa: PLC0415

    return load(settings, stills=is_stills)


def list_cameras() -> Sequence[CameraInfo]:
    """List the connected cameras."""
    load_libraries()
    from maskapp.pipeline.sources.camera_list import list_cameras as list_them  # noqa: PLC0415

    return list_them()


@dataclass(frozen=True, slots=True)
class Backend:
    """The functions that access devices, files and models; each may take a long time.

    Attributes:
        prepare: Import what a source needs; called before `open_source`, in the same thread. It
            holds no device, so the window need not wait for it when it closes.
        open_source: Open a source; raises `SourceError`.
        load_engine: Load an engine, for still sources if the second argument is true; raises
            `ModelError`.
        list_cameras: List the connected cameras.
    """

    prepare: Callable[[], None] = prepare
    open_source: "Callable[[SourceRequest], Source]" = open_source
    load_engine: Callable[[EngineSettings, bool], FrameEngine] = load_engine
    list_cameras: Callable[[], Sequence[CameraInfo]] = list_cameras

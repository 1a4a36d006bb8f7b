"""The functions behind a live session: opening sources, loading engines, listing cameras.

Tests pass in fakes. The defaults import OpenCV, PyAV and LiteRT, which takes a second, so they are
called in threads of their own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from maskapp import paths
from maskapp.conversion_watch import ConversionWatch
from maskapp.errors import SourceError
from maskapp.live.model_check import ModelCheck
from maskapp.live.session.swappable_engine import FrameEngine
from maskapp.live.source_request import SourceRequest
from maskapp.outputs.local_time import local_now
from maskapp.preload_libraries import load_libraries
from maskapp.records import CameraInfo, CameraMode
from maskapp.settings.settings import EngineSettings

if TYPE_CHECKING:
    from maskapp.pipeline.sources.source import Source


def prepare() -> None:
    """Import what is needed to open, show and record a source."""
    load_libraries()
    import maskapp.live.recording.recording_on_disk  # noqa: PLC0415
    import maskapp.live.session.frame_views  # noqa: PLC0415
    import maskapp.pipeline.sources.source  # noqa: F401, PLC0415


def open_source(request: SourceRequest) -> "Source":
    """Open what was requested.

    Raises:
        SourceError: It cannot be opened or read, or the system does not allow it.
    """
    if request.refusal:
        raise SourceError(request.refusal)
    from maskapp.pipeline.sources.source import open_source as open_by_text  # noqa: PLC0415

    mode = CameraMode(request.width, request.height, request.fps)
    return open_by_text(request.text, camera_mode=mode)


def load_engine(settings: EngineSettings, is_stills: bool, watch: ConversionWatch) -> FrameEngine:
    """Load the engine with the model of the settings.

    Raises:
        ModelError: The model cannot be used.
    """
    from maskapp.pipeline.engine import load_engine as load  # noqa: PLC0415

    return load(settings, stills=is_stills, watch=watch)


def check_model(model: str, watch: ConversionWatch) -> ModelCheck:
    """Convert a model if needed, and try it on faces of known label.

    Raises:
        ModelError: The model cannot be used.
    """
    load_libraries()
    from maskapp.pipeline.classify import MaskClassifier  # noqa: PLC0415
    from maskapp.pipeline.models.trial import trial_faces, try_on_faces  # noqa: PLC0415
    from maskapp.pipeline.runnable_model import runnable_model  # noqa: PLC0415

    file = Path(model)
    classifier = MaskClassifier(runnable_model(file, paths.default_cache_dir(), watch), called=file)
    result = try_on_faces(classifier, file, trial_faces())
    link = "This model can be used, but it" if result.is_doubtful else "This model can be used. It"
    return ModelCheck(True, result.is_doubtful, f"{link} {result.message}")


def list_cameras() -> Sequence[CameraInfo]:
    """List the connected cameras."""
    load_libraries()
    from maskapp.pipeline.sources.camera_list import list_cameras as list_them  # noqa: PLC0415

    return list_them()


@dataclass(frozen=True, slots=True)
class Backend:
    """The clock, and the functions that access devices, files and models: they may take long.

    Attributes:
        prepare: Import what a source needs; called before `open_source`, in the same thread. It
            holds no device, so the window need not wait for it when it closes.
        open_source: Open a source; raises `SourceError`.
        load_engine: Load an engine, for still sources if the second argument is true; raises
            `ModelError`.
        check_model: Try a model on faces of known label; raises `ModelError`.
        list_cameras: List the connected cameras.
        clock: Return the local time, timezone-aware, by which people are counted.
    """

    prepare: Callable[[], None] = prepare
    open_source: "Callable[[SourceRequest], Source]" = open_source
    load_engine: Callable[[EngineSettings, bool, ConversionWatch], FrameEngine] = load_engine
    check_model: Callable[[str, ConversionWatch], ModelCheck] = check_model
    list_cameras: Callable[[], Sequence[CameraInfo]] = list_cameras
    clock: Callable[[], datetime] = local_now

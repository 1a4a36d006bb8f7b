"""The real functions that open sources and load engines."""

import json
import shutil
import subprocess
import sys

import pytest

from maskapp import paths
from maskapp.conversion_watch import ConversionWatch
from maskapp.errors import ModelError, SourceError
from maskapp.live.backend import Backend
from maskapp.live.model_check import ModelCheck
from maskapp.live.source_request import SourceRequest
from maskapp.records import MaskLabel
from maskapp.settings.settings import EngineSettings

BACKEND = Backend()


def test_opens_the_demo_and_loads_the_engine() -> None:
    BACKEND.prepare()
    source = BACKEND.open_source(SourceRequest("demo"))
    engine = BACKEND.load_engine(EngineSettings(), False, ConversionWatch())
    try:
        for _ in range(10):
            faces = engine.process(source.read()).faces
    finally:
        source.close()
    assert (source.info.width, source.info.height, source.info.fps) == (640, 480, 25.0)
    # By resources/demo_truth.json.
    [masked] = [face for face in faces if face.label is MaskLabel.WITH_MASK]
    assert masked.box.x1 == pytest.approx(137, abs=15)
    assert masked.box.y2 == pytest.approx(269, abs=25)


def test_an_engine_for_stills_carries_no_face_over(demo_frames) -> None:
    first, second = demo_frames
    carries = BACKEND.load_engine(EngineSettings(), False, ConversionWatch())
    of_stills = BACKEND.load_engine(EngineSettings(), True, ConversionWatch())
    for engine, is_same_track in ((carries, True), (of_stills, False)):
        before = {face.track for face in engine.process(first).faces}
        after = {face.track for face in engine.process(second).faces}
        assert before
        assert (before == after) == is_same_track


@pytest.fixture
def demo_frames():
    source = BACKEND.open_source(SourceRequest("demo"))
    yield source.read(), source.read()
    source.close()


def test_what_the_system_does_not_allow_is_not_opened() -> None:
    with pytest.raises(SourceError, match=r"^Allow the camera\.$"):
        BACKEND.open_source(SourceRequest("demo", refusal="Allow the camera."))


def test_a_missing_file_is_named(tmp_path) -> None:
    with pytest.raises(SourceError, match=r"missing\.mp4"):
        BACKEND.open_source(SourceRequest(str(tmp_path / "missing.mp4")))


def test_a_missing_model_is_named(tmp_path) -> None:
    settings = EngineSettings(model_file=str(tmp_path / "missing.tflite"))
    with pytest.raises(ModelError, match=r"missing\.tflite"):
        BACKEND.load_engine(settings, False, ConversionWatch())


def test_the_built_in_model_passes_its_check() -> None:
    check = BACKEND.check_model(str(paths.default_model()), ConversionWatch())
    assert check == ModelCheck(
        True, False, "This model can be used. It labels all 12 trial faces correctly."
    )


def test_a_doubtful_model_can_be_used_and_is_doubted(tmp_path) -> None:
    own = tmp_path / "own.tflite"
    shutil.copy(paths.default_model(), own)
    swapped = {"labels": ["bare", "masked", "incorrect"]}
    spec = json.loads(paths.default_model().with_suffix(".json").read_text()) | swapped
    own.with_suffix(".json").write_text(json.dumps(spec))
    check = BACKEND.check_model(str(own), ConversionWatch())
    assert check.is_usable
    assert check.is_doubtful
    assert "but it calls 4 of 4 masked faces bare" in check.message
    assert "is the label order right?" in check.message


def test_a_model_that_cannot_be_used_raises(tmp_path) -> None:
    with pytest.raises(ModelError, match="No such file"):
        BACKEND.check_model(str(tmp_path / "none.h5"), ConversionWatch())


def test_lists_each_camera_once() -> None:
    indices = [camera.index for camera in BACKEND.list_cameras()]
    assert indices == sorted(set(indices))


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    code = (
        "import sys; from maskapp.live.backend import Backend; backend = Backend()\n"
        "heavy = ('cv2', 'av', 'ai_edge_litert')\n"
        "assert not any(name in sys.modules for name in heavy)\n"
        "backend.prepare()\n"
        "assert {'cv2', 'av', 'maskapp.live.session.frame_views'} <= set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)

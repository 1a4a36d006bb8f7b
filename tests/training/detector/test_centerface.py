import pytest

from maskapp.errors import ModelError
from maskapp.pipeline.detect import LiteRTFaceDetector
from maskapp.training.detector import centerface
from maskapp.training.detector.centerface import CenterFaceDetector, centerface_in_keras
from maskapp.training.detector.results import as_tflite


@pytest.mark.slow
def test_the_rebuilt_network_finds_what_opencv_finds(portrait, tmp_path) -> None:
    file = tmp_path / "centerface.tflite"
    as_tflite(centerface_in_keras(), file)
    for size_px in (256, 416):
        (expected,) = CenterFaceDetector().detect(portrait, size_px)
        (face,) = LiteRTFaceDetector(model=file).detect(portrait, size_px)
        assert face.box == pytest.approx(expected.box, abs=0.5)
        assert face.score == pytest.approx(expected.score, abs=0.01)
        assert face.landmarks == pytest.approx(expected.landmarks, abs=0.5)


def test_a_missing_package_is_an_error(monkeypatch) -> None:
    monkeypatch.setattr(centerface.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(ModelError, match="pip install"):
        CenterFaceDetector()

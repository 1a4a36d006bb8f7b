"""What the tests of sharing compare with, made once."""

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from maskapp.cli import main
from maskapp.commands.detect.sharing import picture_folder
from maskapp.pipeline import engine
from maskapp.records import Box, Detection, Image
from tests.support.archives import FACE_CORNERS, FACE_PX, arguments, make_archive, written
from tests.support.command_line import Outcome


@pytest.fixture(autouse=True)
def _few_pictures_a_task(monkeypatch) -> None:
    """Let small folders have several tasks, like large ones."""
    monkeypatch.setattr(picture_folder, "_USUAL", 3)
    monkeypatch.setattr(picture_folder, "_MOST", 2)


class QuickDetector:
    """A detector of the faces of `with_faces`."""

    def __init__(self, *_: object) -> None:
        pass

    def detect(self, image: Image, _long_side_px: int) -> list[Detection]:
        found = []
        for top, left in FACE_CORNERS:
            face = image[top : top + FACE_PX, left : left + FACE_PX]
            if face.shape[:2] == (FACE_PX, FACE_PX) and face.std() > 5:
                box = Box(left, top, left + FACE_PX, top + FACE_PX)
                middle = np.full((5, 2), FACE_PX / 2, np.float32)
                found.append(Detection(box, 0.9, middle + np.float32((left, top))))
        return found


class QuickClassifier:
    """A classifier to which all faces are bare, with digits that depend on the pixels."""

    def __init__(self, *_: object) -> None:
        pass

    def classify(self, image: Image, boxes: list[Box]) -> np.ndarray:
        shares = [0.9 + image[:, int(box.x1) : int(box.x2)].mean() / 2560 for box in boxes]
        return np.array([((1 - bare) / 3, bare, (1 - bare) * 2 / 3) for bare in shares])


@pytest.fixture(scope="module")
def quick_engine() -> Iterator[None]:
    """Have the engines of this process run no networks, which take most of the time.

    `test_share.py` and `test_cluster.py` run them.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "LiteRTFaceDetector", QuickDetector)
        patch.setattr(engine, "MaskClassifier", QuickClassifier)
        yield


@pytest.fixture(scope="package")
def inputs(tmp_path_factory, portrait, portrait_clip: Path) -> list[Path]:
    """Inputs of every kind; no test changes them."""
    return make_archive(tmp_path_factory.mktemp("archive") / "in", portrait, portrait_clip)


@pytest.fixture
def named(inputs, monkeypatch) -> list[Path]:
    """The same inputs as a user names them in their folder, where the test is now."""
    monkeypatch.chdir(inputs[0].parent)
    return [path.relative_to(inputs[0].parent) for path in inputs]


@pytest.fixture(scope="package")
def of_one_process(inputs, tmp_path_factory) -> tuple[Outcome, dict[str, bytes]]:
    """What one process prints and writes, of `named`."""
    folder = tmp_path_factory.mktemp("one")
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(inputs[0].parent),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = main(arguments([path.name for path in inputs], folder))
    return Outcome(code, out.getvalue(), err.getvalue()), written(folder)

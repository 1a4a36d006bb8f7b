import json
from pathlib import Path

import numpy as np
import pytest

from maskapp import paths
from maskapp.errors import DatasetError, OutputError
from maskapp.files.picture_files import read_picture
from maskapp.pipeline.face_crop import as_network_input
from maskapp.pipeline.tflite_network import TfliteNetwork
from maskapp.records import Box
from maskapp.training.detector import taught
from maskapp.training.detector.check import train
from maskapp.training.detector.check.features import Trunk
from maskapp.training.detector.check.train import train_check
from maskapp.training.detector_plan import DetectorPlan
from maskapp.training.fitting.record import file_hash
from maskapp.training.fitting.work_folder import work_folder

PLAN = DetectorPlan(validation_share=0.3)


class SilentTeacher:
    def __init__(self, _threshold: float) -> None: ...

    def detect(self, *_: object) -> list:
        return []


def output_of(model: Path, face: np.ndarray) -> float:
    return float(TfliteNetwork(model).run(face[np.newaxis])[0, 0])


@pytest.fixture
def _fakes(detector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "LiteRTFaceDetector", type(detector))
    monkeypatch.setattr(taught, "CenterFaceDetector", SilentTeacher)


@pytest.mark.slow
@pytest.mark.usefixtures("_fakes")
def test_a_training_writes_a_check_and_its_record(
    coco_dir: Path, tiny_trunk: Path, tmp_path: Path, capsys
) -> None:
    records = []
    for name in ("one", "two"):
        detector = paths.face_detector()
        model = train_check([coco_dir], tmp_path / name, PLAN, detector, tiny_trunk)
        assert model == tmp_path / name / "face_check.tflite"
        records.append(json.loads((tmp_path / name / "face_check.json").read_text()))
    record = records[0]
    assert record == {**records[1], "network_sha256": record["network_sha256"]}
    noise = np.random.default_rng(1).uniform(-1, 1, (16, 16, 3)).astype(np.float32)
    other_model = tmp_path / "one" / "face_check.tflite"
    assert output_of(model, noise) == output_of(other_model, noise)
    assert record["detector_sha256"] == file_hash(paths.face_detector())
    assert record["trunk_sha256"] == file_hash(tiny_trunk)
    pictures = record["data"]["training"]["pictures"], record["data"]["validation"]["pictures"]
    assert sum(pictures) == 12
    assert record["validation"]["pictures"] == pictures[1]
    counts = record["detections"]
    assert counts["faces"] + counts["none"] + counts["left_out"] == 9 * pictures[0]
    alone, both = record["out_of_fold"]["score_alone"], record["out_of_fold"]["with_check"]
    assert alone["auc"] > 0.9
    assert both["auc"] > 0.9
    shown = record["validation"]
    assert shown["with_check"]["not_annotated"] == shown["score_alone"]["not_annotated"]
    assert shown["with_check"]["faces"] == pictures[1]
    assert "out of fold" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.usefixtures("_fakes")
def test_the_check_prefers_faces(coco_dir: Path, tiny_trunk: Path, tmp_path: Path) -> None:
    model = train_check([coco_dir], tmp_path, PLAN, paths.face_detector(), tiny_trunk)
    picture = read_picture(coco_dir / "images" / "5.png")
    crop = Trunk(tiny_trunk).crop(picture, Box(76, 70, 166, 200))
    (face,), black = as_network_input([crop]), np.full((16, 16, 3), -1, np.float32)
    assert output_of(model, face) > output_of(model, black)


def test_an_input_is_not_overwritten(coco_dir: Path, tiny_trunk: Path, tmp_path: Path) -> None:
    for suffix in (".keras", ".tflite"):
        file = tmp_path / f"face_check{suffix}"
        file.write_bytes(b"weights")
        with pytest.raises(OutputError, match="overwrite an input"):
            train_check([coco_dir], tmp_path, PLAN, file, tiny_trunk)
        with pytest.raises(OutputError, match="overwrite an input"):
            train_check([coco_dir], tmp_path, PLAN, paths.face_detector(), file)
        file.unlink()
    assert not any(tmp_path.iterdir())


def test_folders_without_whole_pictures_are_refused(tiny_trunk: Path, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"annotations\.json"):
        train_check([tmp_path], tmp_path / "out", PLAN, paths.face_detector(), tiny_trunk)
    assert not (tmp_path / "out").exists()


def test_two_trainings_do_not_share_a_folder(
    coco_dir: Path, tiny_trunk: Path, tmp_path: Path
) -> None:
    with work_folder(tmp_path), pytest.raises(OutputError, match="Another training"):
        train_check([coco_dir], tmp_path, PLAN, paths.face_detector(), tiny_trunk)

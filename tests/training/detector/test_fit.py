from pathlib import Path

import numpy as np
import pytest

from maskapp.training.detector.batches import FrameBatches
from maskapp.training.detector.fit import HISTORY_FILE, fit_detector
from maskapp.training.detector.form import build_detector
from maskapp.training.detector.pictures import list_pictures
from maskapp.training.detector.teaching import teach
from maskapp.training.detector_plan import FULL_CHANNELS, DetectorPlan
from maskapp.training.fitting.history import read_history


class SilentTeacher:
    def logits(self, *_: np.ndarray) -> np.ndarray:
        return np.full((16, 16), np.nan, np.float32)


@pytest.mark.slow
def test_a_resumed_training_runs_the_epochs_that_remain(coco_dir: Path, tmp_path: Path) -> None:
    listed = list_pictures([coco_dir])
    pictures = teach(listed, [np.empty((0, 15), np.float32)] * len(listed), {})
    teacher = SilentTeacher()
    channels = tuple(max(4, count // 24) for count in FULL_CHANNELS)
    validation = FrameBatches(pictures, teacher, 64, 2, 1, seed=9)[0]
    for epochs in (1, 2):
        plan = DetectorPlan(
            channels=channels, frame_px=64, batch_size=2, steps=1, epochs=epochs, warm_up_steps=1
        )
        detector = build_detector(channels)
        chosen = fit_detector(detector, pictures, teacher, validation, plan, tmp_path)
        assert len(read_history(tmp_path / HISTORY_FILE)) == epochs
    kept = {file.name.partition(".")[0] for file in tmp_path.glob("*.weights.npz")}
    assert kept == {"epoch_001", "epoch_002"}
    assert chosen
    assert kept >= {*chosen}

from pathlib import Path

import keras
import numpy as np
import pytest

from maskapp.training.detector.batches import FrameBatches
from maskapp.training.detector.fit import BEST_FILE, HISTORY_FILE, fit_detector
from maskapp.training.detector.form import build_detector
from maskapp.training.detector.pictures import list_pictures
from maskapp.training.detector.teaching import teach
from maskapp.training.detector_plan import FULL_CHANNELS, DetectorPlan
from maskapp.training.fitting.training_loop import read_history


@pytest.mark.slow
def test_a_resumed_training_runs_the_epochs_that_remain(coco_dir: Path, tmp_path: Path) -> None:
    listed = list_pictures([coco_dir])
    pictures = teach(listed, [np.empty((0, 15), np.float32)] * len(listed), {})
    channels = tuple(max(4, count // 24) for count in FULL_CHANNELS)
    validation = FrameBatches(pictures, 64, 2, 1, seed=9)[0]
    for epochs in (1, 2):
        plan = DetectorPlan(
            channels=channels, frame_px=64, batch_size=2, steps=1, epochs=epochs, warm_up_steps=1
        )
        fit_detector(build_detector(channels), pictures, validation, plan, tmp_path)
        assert len(read_history(tmp_path / HISTORY_FILE)) == epochs
    keras.saving.load_model(tmp_path / BEST_FILE, compile=False)

"""Batches of composed frames and their targets, for Keras."""

from collections.abc import Sequence

import keras
import numpy as np

from maskapp.training.detector.composing.compose import Composer
from maskapp.training.detector.composing.light import relit
from maskapp.training.detector.heat_teacher import HeatTeacher
from maskapp.training.detector.pictures import AnnotatedPicture, Floats
from maskapp.training.detector.targets import CHANNELS, STRIDE, target_maps


class FrameBatches(keras.utils.PyDataset):  # type: ignore[misc]
    """Random frames, always the same ones for the same seed.

    Args:
        pictures: The pictures to compose frames from.
        teacher: Adds its heat to the targets.
        size_px: Side of a frame.
        batch_size: Frames in a batch.
        batches: Batches in an epoch.
        seed: Determines every frame, together with the numbers of the epoch and the batch.
        first_epoch: The epoch at which a resumed training continues.
    """

    def __init__(
        self,
        pictures: Sequence[AnnotatedPicture],
        teacher: HeatTeacher,
        size_px: int,
        batch_size: int,
        batches: int,
        seed: int,
        first_epoch: int = 0,
    ) -> None:
        super().__init__(workers=2, max_queue_size=8)
        self._composer = Composer(pictures, size_px)
        self._teacher = teacher
        self._size_px = size_px
        self._batch_size = batch_size
        self._batches = batches
        self._seed = seed
        self._epoch = first_epoch

    def __len__(self) -> int:
        return self._batches

    def __getitem__(self, index: int) -> tuple[Floats, Floats]:
        rng = np.random.default_rng((self._seed, self._epoch, index))
        size, cells = self._size_px, self._size_px // STRIDE
        frames = np.empty((self._batch_size, size, size, 3), np.float32)
        targets = np.empty((self._batch_size, cells, cells, CHANNELS), np.float32)
        for place in range(self._batch_size):
            canvas = self._composer.frame(rng)
            frames[place] = relit(canvas.image, rng)[:, :, ::-1]
            heat = self._teacher.logits(canvas.image, canvas.boxes, canvas.ignored)
            targets[place] = target_maps(canvas.boxes, canvas.landmarks, canvas.ignored, heat)
        frames /= 255
        return frames, targets

    def on_epoch_end(self) -> None:
        """Compose other frames in the next epoch."""
        self._epoch += 1

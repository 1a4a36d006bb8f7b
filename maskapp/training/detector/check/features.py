"""What the classifier's network sees in crops: the features that the face check is made of."""

from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np

from maskapp.errors import ModelError
from maskapp.pipeline.face_crop import CROP_MARGIN, CROP_SHIFT_DOWN, as_network_input, crop_face
from maskapp.records import Box, Image
from maskapp.training.detector.pictures import Floats
from maskapp.training.fitting.convert_to_tflite import load_keras_model


class Trunk:
    """A classifier's network up to its global average pooling.

    Args:
        file: The `.keras` file of the classifier.

    Attributes:
        network: Maps (n, size, size, 3), float32, RGB in [-1, 1], to features (n, f), float32.

    Raises:
        ModelError: The file cannot be used, or the network has no such pooling.
    """

    def __init__(self, file: Path) -> None:
        whole = load_keras_model(file)
        kind = keras.layers.GlobalAveragePooling2D
        pooling = [layer for layer in whole.layers if isinstance(layer, kind)]
        if not pooling:
            raise ModelError(f"The network {file} has no global average pooling.")
        self.network = keras.Model(whole.input, pooling[-1].output)
        self._size_px: int = whole.input_shape[1]

    def crop(self, frame: Image, box: Box) -> Image:
        """Return the crop of a detection, as the classifier gets it."""
        return crop_face(frame, box, self._size_px, CROP_MARGIN, CROP_SHIFT_DOWN)

    def features(self, crops: Sequence[Image]) -> Floats:
        """Return the features of crops: (n, f), float32."""
        if not crops:
            return np.empty((0, self.network.output_shape[1]), np.float32)
        pooled = self.network(as_network_input(list(crops)), training=False)
        return np.asarray(keras.ops.convert_to_numpy(pooled), np.float32)

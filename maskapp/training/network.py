"""The network: MobileNetV2 and a small head."""

import warnings
from pathlib import Path
from typing import Any

import keras

from maskapp.errors import ModelError

INPUT_SIZE_PX = 128
_DROPOUT = 0.3


def build_network(base_weights: Path | None, n_labels: int) -> keras.Model:
    """MobileNetV2 (Sandler et al. 2018, alpha 1.0), average pooling, one dense layer.

    Takes (n, size, size, 3), float32, RGB in [-1, 1]; gives (n, n_labels), float32,
    probabilities. The base's batch normalisation stays in inference mode, as Keras' guide
    to fine-tuning says: its moving averages are far too slow to follow.

    Args:
        base_weights: ImageNet weights of the base; None downloads them as Keras does.
        n_labels: How many labels there are.

    Raises:
        ModelError: The base weights do not fit or cannot be had.
    """
    shape = (INPUT_SIZE_PX, INPUT_SIZE_PX, 3)
    try:
        base = keras.applications.MobileNetV2(
            input_shape=shape,
            include_top=False,
            weights="imagenet" if base_weights is None else None,
        )
        if base_weights is not None:
            with warnings.catch_warnings():
                # Keras only warns of layers that it leaves as they are, at random.
                warnings.simplefilter("error", UserWarning)
                base.load_weights(base_weights)
    except (OSError, ValueError, UserWarning) as error:
        reason = str(error).partition("\n")[0]
        raise ModelError(
            f"The base weights {base_weights or 'imagenet'} cannot be used: {reason}"
        ) from error
    inputs = keras.Input(shape)
    features = keras.layers.GlobalAveragePooling2D()(base(inputs, training=False))
    features = keras.layers.Dropout(_DROPOUT)(features)
    return keras.Model(inputs, keras.layers.Dense(n_labels, activation="softmax")(features))


def set_trainable_from(network: keras.Model, first_block: int | None) -> None:
    """Let the base learn from a block (0 to 16) upwards; None freezes all of it."""
    base: Any = network.layers[1]
    base.trainable = first_block is not None
    if first_block is None:
        return
    learns = False
    for layer in base.layers:
        learns = learns or layer.name.startswith(f"block_{first_block}_") or first_block == 0
        layer.trainable = learns

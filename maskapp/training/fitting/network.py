"""The network: MobileNetV2 and a small head."""

import warnings
from pathlib import Path
from typing import Any

import keras

from maskapp.errors import ModelError
from maskapp.training.fitting.convert_to_tflite import load_keras_model
from maskapp.training.plan import TrainingPlan

_DROPOUT = 0.3


def build_network(base_weights: Path | None, n_labels: int, plan: TrainingPlan) -> keras.Model:
    """MobileNetV2 (Sandler et al. 2018), average pooling, one dense layer or two.

    Takes (n, size, size, 3), float32, RGB in [-1, 1]; gives (n, n_labels), float32,
    probabilities.

    Args:
        base_weights: ImageNet weights of the base; None downloads them as Keras does.
        n_labels: How many labels there are.
        plan: Says how large it is.

    Raises:
        ModelError: The base weights do not fit or cannot be had.
    """
    shape = (plan.input_size_px, plan.input_size_px, 3)
    try:
        base = keras.applications.MobileNetV2(
            input_shape=shape,
            alpha=plan.width,
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
    features = keras.layers.GlobalAveragePooling2D()(base(inputs))
    if plan.hidden_units:
        features = keras.layers.Dense(plan.hidden_units, activation="relu")(features)
    features = keras.layers.Dropout(_DROPOUT)(features)
    return keras.Model(inputs, keras.layers.Dense(n_labels, activation="softmax")(features))


def load_trained_network(file: Path, n_labels: int) -> keras.Model:
    """A network that this program has trained, to be trained further.

    For two labels the answer of the third is dropped.

    Args:
        file: A `.keras` file with at least as many labels.
        n_labels: How many labels there are.

    Raises:
        ModelError: The file cannot be used, or is no network of this kind.
    """
    network = load_keras_model(file)
    if not isinstance(network.layers[1], keras.Model) or network.output_shape[1] < n_labels:
        raise ModelError(
            f"The network {file} cannot be trained further: it has not been trained by this "
            "program, or for fewer labels."
        )
    if network.output_shape[1] == n_labels:
        return network
    answer = keras.layers.Dense(n_labels, activation="softmax")
    shortened = keras.Model(network.input, answer(network.layers[-2].output))
    answer.set_weights([weights[..., :n_labels] for weights in network.layers[-1].get_weights()])
    return shortened


def set_trainable_from(network: keras.Model, first_block: int | None) -> None:
    """Let the base learn from a block (0 to 16) upwards; None freezes all of it.

    Its batch normalisation never learns, which keeps it in inference mode: the moving averages
    (momentum 0.999) would be far too slow to follow the batches. `base(inputs,
    training=False)`, as Keras' guide to fine-tuning has it, no longer does that: Keras 3.15
    overrules it by the mode of the network around it.
    """
    base: Any = network.layers[1]
    base.trainable = first_block is not None
    if first_block is None:
        return
    learns = False
    for layer in base.layers:
        learns = learns or layer.name.startswith(f"block_{first_block}_") or first_block == 0
        layer.trainable = learns and not isinstance(layer, keras.layers.BatchNormalization)

"""The network: MobileNetV2 with a small head."""

import warnings
from pathlib import Path
from typing import Any

import keras

from maskapp.display_names import foreign_message
from maskapp.errors import ModelError
from maskapp.training.data.saved_files import written_by_path
from maskapp.training.fitting.convert_to_tflite import load_keras_model
from maskapp.training.plan import TrainingPlan

_DROPOUT = 0.3
_BLOCKS = 16  # of MobileNetV2, besides its first


def build_network(base_weights: Path | None, n_labels: int, plan: TrainingPlan) -> keras.Model:
    """Build MobileNetV2 (Sandler et al. 2018), average pooling and one or two dense layers.

    The network takes (n, size, size, 3), float32, RGB in [-1, 1], and returns probabilities
    (n, n_labels), float32.

    Args:
        base_weights: ImageNet weights of the base; None lets Keras download them.
        n_labels: The number of labels.
        plan: Sets the network's sizes.

    Raises:
        ModelError: The base weights do not fit or cannot be downloaded.
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
                # Keras only warns when it leaves layers with random weights.
                warnings.simplefilter("error", UserWarning)
                base.load_weights(base_weights)
    except (OSError, ValueError, UserWarning) as error:
        reason = foreign_message(str(error).partition("\n")[0])
        raise ModelError(
            f"The base weights {base_weights or 'imagenet'} cannot be used: {reason}"
        ) from error
    inputs = keras.Input(shape)
    features = keras.layers.GlobalAveragePooling2D()(base(inputs))
    if plan.hidden_units:
        features = keras.layers.Dense(plan.hidden_units, activation="relu")(features)
    features = keras.layers.Dropout(_DROPOUT)(features)
    return keras.Model(inputs, keras.layers.Dense(n_labels, activation="softmax")(features))


def load_trained_network(file: Path) -> keras.Model:
    """Load a network that this program has trained, to train it further.

    Raises:
        ModelError: The file cannot be used, or was not trained by this program.
    """
    network = load_keras_model(file)
    if (obstacle := _obstacle(network)) is not None:
        raise ModelError(
            f"The network {file} cannot be trained further, as {obstacle}; name one that this "
            "program has trained."
        )
    return network


def _obstacle(network: keras.Model) -> str | None:
    """Return what keeps a network from being trained and calibrated here, if anything does."""
    base, last = network.layers[min(1, len(network.layers) - 1)], network.layers[-1]
    names = [layer.name for layer in base.layers] if isinstance(base, keras.Model) else []
    blocks = {name.split("_")[1] for name in names if name.startswith("block_")}
    if not blocks >= {str(block) for block in range(1, _BLOCKS + 1)}:
        return "its second layer is not MobileNetV2 with the blocks that Keras names"
    if (
        not isinstance(last, keras.layers.Dense)
        or last.activation is not keras.activations.softmax
        or not last.use_bias
    ):
        return "its last layer is not dense, with a bias and softmax"
    return None


def with_labels(network: keras.Model, n_labels: int) -> keras.Model:
    """Return a trained network for the first labels only.

    Args:
        network: As `load_trained_network` returns it; not changed.
        n_labels: The number of labels.

    Raises:
        ModelError: The network was trained for fewer labels.
    """
    known = network.output_shape[1]
    if known < n_labels:
        raise ModelError(
            f"The network to train further knows {known} labels only, but the pictures have "
            f"{n_labels}; name another network, or leave out the pictures of the last label."
        )
    if known == n_labels:
        return network
    output = keras.layers.Dense(n_labels, activation="softmax")
    shortened = keras.Model(network.input, output(network.layers[-2].output))
    output.set_weights([weights[..., :n_labels] for weights in network.layers[-1].get_weights()])
    return shortened


def save_network(network: keras.Model, file: Path) -> None:
    """Write a trained network as a `.keras` file, without the state of its training.

    Keras would write what the optimizer remembers, too, which is twice as large as the network.

    Args:
        network: Not changed.
        file: The file.

    Raises:
        OutputError: The file cannot be written; an existing one is unchanged.
    """
    bare = type(network).from_config(network.get_config())
    bare.set_weights(network.get_weights())
    with written_by_path(file) as made:
        bare.save(made)


def set_trainable_from(network: keras.Model, first_block: int | None) -> None:
    """Make the base trainable from a block (0 to 16) upwards; None freezes all of it.

    Its batch normalisation stays frozen, which keeps it in inference mode: the moving averages
    (momentum 0.999) are far too slow to follow the batches. `base(inputs, training=False)`, as in
    Keras' guide to fine-tuning, is not enough: Keras 3.15 overrides it with the mode of the
    enclosing network.
    """
    base: Any = network.layers[1]
    base.trainable = first_block is not None
    if first_block is None:
        return
    is_trainable = False
    for layer in base.layers:
        is_trainable = (
            is_trainable or layer.name.startswith(f"block_{first_block}_") or first_block == 0
        )
        layer.trainable = is_trainable and not isinstance(layer, keras.layers.BatchNormalization)

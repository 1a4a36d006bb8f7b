"""Small models with predictable outputs: `python make_networks.py FOLDER`.

It is run as a separate process, so that only that one imports TensorFlow.

colours.tflite       32 px, three labels: red is with_mask, green without, blue incorrect
brightness.keras     224 px, two labels: bright is with_mask, dark is without_mask
brightness.tflite    the same
one_by_one.tflite    32 px, two labels, but accepts only one face at a time
*.keras, *.tflite    of wrong shapes, named after what is wrong
"""

import sys
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from maskapp.training.fitting.convert_to_tflite import convert

layers = keras.layers


def main(folder: Path) -> None:
    """Make all models."""
    save(folder, "colours", classifier(32, np.eye(3) * 4))
    save(folder, "brightness", classifier(224, np.array([[2.0, -2.0]] * 3)))
    for name, model in wrong_shapes().items():
        save(folder, name, model)
    (folder / "one_by_one.tflite").write_bytes(one_by_one())


def save(folder: Path, name: str, model: keras.Model) -> None:
    """Write a model in both formats."""
    model.save(folder / f"{name}.keras")
    convert(model, folder / f"{name}.tflite")


def classifier(size_px: int, kernel: np.ndarray, activation: str = "softmax") -> keras.Model:
    """Return a model that classifies the mean colour, (3,) in [-1, 1], by a linear layer."""
    inputs = keras.Input((size_px, size_px, 3))
    dense = layers.Dense(kernel.shape[1], activation=activation)
    model = keras.Model(inputs, dense(layers.GlobalAveragePooling2D()(inputs)))
    dense.set_weights([kernel, np.zeros(kernel.shape[1])])
    return model


def wrong_shapes() -> dict[str, keras.Model]:
    """Return unusable models, by the name of their defect."""
    grey, oblong = keras.Input((32, 32, 1)), keras.Input((32, 48, 3))
    first, second = keras.Input((32, 32, 3)), keras.Input((32, 32, 3))
    both = layers.GlobalAveragePooling2D()(layers.Concatenate()([first, second]))
    pooled = layers.GlobalAveragePooling2D()(first)
    softmax = layers.Softmax()
    return {
        "grey": keras.Model(
            grey, layers.Dense(2, activation="softmax")(layers.GlobalAveragePooling2D()(grey))
        ),
        "oblong": keras.Model(oblong, softmax(layers.GlobalAveragePooling2D()(oblong))),
        "two_inputs": keras.Model([first, second], layers.Dense(2, activation="softmax")(both)),
        "two_outputs": keras.Model(first, [softmax(pooled), layers.Dense(2)(pooled)]),
        "five_labels": classifier(32, np.ones((3, 5))),
        "one_label": classifier(32, np.ones((3, 1)), "sigmoid"),
        "picture_out": keras.Model(first, layers.Conv2D(3, 1)(first)),
        "no_softmax": classifier(32, np.eye(3) * 4, "linear"),
        "sigmoids": classifier(32, np.eye(3) * 4, "sigmoid"),
    }


def one_by_one() -> bytes:
    """Return a model whose reshape requires a batch of one."""

    @tf.function(input_signature=[tf.TensorSpec([1, 32, 32, 3], tf.float32)])
    def classify(faces: tf.Tensor) -> tf.Tensor:
        pixels = tf.reshape(faces, [1, 32 * 32 * 3])
        return tf.nn.softmax(tf.linalg.matmul(pixels, tf.ones([32 * 32 * 3, 2])))

    return tf.lite.TFLiteConverter.from_concrete_functions(
        [classify.get_concrete_function()]
    ).convert()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Small models with predictable outputs: `python make_networks.py FOLDER`.

It is run as a separate process, so that only that one imports TensorFlow.

colours.tflite       32 px, three labels: red is with_mask, green without, blue incorrect
brightness.keras     224 px, two labels: bright is with_mask, dark is without_mask
brightness.tflite    the same
one_by_one.tflite    32 px, two labels, but accepts only one face at a time: bright is with_mask
bytes_in, unit_in, open_size, quantized_*    two labels, bright is with_mask; other inputs
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
    for name, model in scaled_inputs().items():
        save(folder, name, model)
    for name, kind, low, high in (
        ("quantized_bytes", tf.uint8, 0, 255),
        ("quantized_signed", tf.int8, -1, 1),
    ):
        (folder / f"{name}.tflite").write_bytes(quantized(kind, low, high))
    (folder / "one_by_one.tflite").write_bytes(one_by_one())
    (folder / "custom_operation.tflite").write_bytes(custom_operation())


def save(folder: Path, name: str, model: keras.Model) -> None:
    """Write a model in both formats."""
    model.save(folder / f"{name}.keras")
    convert(model, folder / f"{name}.tflite")


def classifier(size_px: int | None, kernel: np.ndarray, activation: str = "softmax") -> keras.Model:
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
        "linear": classifier(32, np.full((3, 1), 4.0), "linear"),
        "no_softmax": classifier(32, np.eye(3) * 4, "linear"),
        "sigmoids": classifier(32, np.eye(3) * 4, "sigmoid"),
    }


def scaled_inputs() -> dict[str, keras.Model]:
    """Return models that call bright faces with_mask, by what they take."""
    scaled = {
        "bytes_in": layers.Rescaling(1 / 127.5, offset=-1),
        "unit_in": layers.Normalization(mean=0.5, variance=0.25),
    }
    kernel = np.array([[2.0, -2.0]] * 3)
    return {
        **{
            name: keras.Sequential([keras.Input((32, 32, 3)), layer, classifier(32, kernel)])
            for name, layer in scaled.items()
        },
        "open_size": classifier(None, kernel),
    }


def quantized(kind: tf.DType, low: float, high: float) -> bytes:
    """Return a model of integers that calls bright faces with_mask."""
    half, centre = (high - low) / 2, (high + low) / 2
    kernel = np.array([[2.0, -2.0]] * 3) / half
    model = classifier(32, kernel)
    model.layers[-1].set_weights([kernel, -centre * kernel.sum(axis=0)])
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    shades = np.linspace(low, high, 20, dtype=np.float32)
    converter.representative_dataset = lambda: (
        [np.full((1, 32, 32, 3), shade, np.float32)] for shade in shades
    )
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = kind
    return converter.convert()


def one_by_one() -> bytes:
    """Return a model whose reshape requires a batch of one: bright faces are with_mask."""
    towards = tf.constant([[1.0, -1.0]] * (32 * 32 * 3)) / 1000

    @tf.function(input_signature=[tf.TensorSpec([1, 32, 32, 3], tf.float32)])
    def classify(faces: tf.Tensor) -> tf.Tensor:
        pixels = tf.reshape(faces, [1, 32 * 32 * 3])
        return tf.nn.softmax(tf.linalg.matmul(pixels, towards))

    return tf.lite.TFLiteConverter.from_concrete_functions(
        [classify.get_concrete_function()]
    ).convert()


def custom_operation() -> bytes:
    """Return a model with an operation that LiteRT does not have."""

    @tf.function(input_signature=[tf.TensorSpec([None, 32, 32, 3], tf.float32)])
    def classify(faces: tf.Tensor) -> tf.Tensor:
        pooled = tf.reduce_mean(tf.math.igamma(faces + 2, faces + 3), axis=(1, 2))
        return tf.nn.softmax(pooled[:, :2])

    converter = tf.lite.TFLiteConverter.from_concrete_functions([classify.get_concrete_function()])
    converter.allow_custom_ops = True
    return converter.convert()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

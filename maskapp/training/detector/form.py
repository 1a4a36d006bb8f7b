"""The layers of the detector: those of CenterFace, with fewer channels inside its blocks."""

from collections.abc import Sequence

import keras

from maskapp.training.detector_plan import FULL_CHANNELS

STRIDES = (1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1)
OUTPUTS = (16, 24, 24, 32, 32, 32, 64, 64, 64, 64, 96, 96, 96, 160, 160, 160, None)
"""Output channels of each block; the last block feeds the pyramid directly."""

LEVELS = {"coarse": 12, "middle": 5, "fine": 2}
"""Levels of the pyramid, and the block whose output each one adds."""

PYRAMID_CHANNELS = 24
MAPS = 15


def build_detector(
    channels: Sequence[int] = FULL_CHANNELS, size_px: tuple[int | None, int | None] = (None, None)
) -> keras.Model:
    """Build MobileNetV2 with ReLU and a small feature pyramid, as in CenterFace.

    The outputs equal those of the original layers: batch normalisation is folded into the
    convolutions; the 2 × 2 deconvolutions are convolutions and a pixel shuffle, which LiteRT can
    resize; the two linear layers before the pyramid are one.

    The input is (n, height, width, 3), float32, RGB in [0, 1], sides a multiple of 32; the output
    is (n, height / 4, width / 4, 15), float32, as described in `maskapp.pipeline.detect`.

    Args:
        channels: Of each block's depthwise convolution, 17 numbers.
        size_px: Height and width of the input; None for any.
    """
    layers = keras.layers
    inputs = keras.Input((*size_px, 3))
    x = layers.ZeroPadding2D(1, name="stem_pad")(inputs)
    x = layers.Conv2D(channels[0], 3, 2, "valid", activation="relu", name="stem")(x)
    joining = {}
    for block, (width, stride, handed_on) in enumerate(
        zip(channels, STRIDES, OUTPUTS, strict=True)
    ):
        before = x
        if block:
            x = layers.Conv2D(width, 1, activation="relu", name=expand_name(block))(x)
        x = _depthwise(x, stride, f"block_{block}_depthwise")
        if handed_on is None:
            break
        x = layers.Conv2D(handed_on, 1, name=project_name(block))(x)
        if has_shortcut(block):
            x = layers.Add(name=f"block_{block}_add")([before, x])
        joining[block] = x
    x = layers.Conv2D(PYRAMID_CHANNELS, 1, activation="relu", name="top")(x)
    for level, block in LEVELS.items():
        x = layers.Conv2D(4 * PYRAMID_CHANNELS, 1, activation="relu", name=f"{level}_up")(x)
        x = keras.ops.depth_to_space(x, 2)
        side = layers.Conv2D(PYRAMID_CHANNELS, 1, activation="relu", name=f"{level}_side")
        x = layers.Add(name=f"{level}_sum")([x, side(joining[block])])
    x = layers.Conv2D(PYRAMID_CHANNELS, 3, padding="same", activation="relu", name="head")(x)
    return keras.Model(inputs, layers.Conv2D(MAPS, 1, name="maps")(x))


def channels_of(detector: keras.Model) -> tuple[int, ...]:
    """Return the `channels` that a network was built with."""
    names = [expand_name(block) for block in range(len(STRIDES))]
    return tuple(detector.get_layer(name).filters for name in names)


def expand_name(block: int) -> str:
    """Return the name of the layer that outputs a block's inner channels."""
    return f"block_{block}_expand" if block else "stem"


def project_name(block: int) -> str:
    """Return the name of the layer that reads a block's inner channels."""
    return f"block_{block}_project" if OUTPUTS[block] is not None else "top"


def has_shortcut(block: int) -> bool:
    """Return whether a block adds its input to its output."""
    return block > 0 and STRIDES[block] == 1 and OUTPUTS[block] == OUTPUTS[block - 1]


def _depthwise(x: keras.KerasTensor, stride: int, name: str) -> keras.KerasTensor:
    """Apply a 3 × 3 depthwise convolution; pad by one on all sides, unlike Keras with stride 2."""
    if stride == 2:
        x = keras.layers.ZeroPadding2D(1, name=f"{name}_pad")(x)
    padding = "valid" if stride == 2 else "same"
    return keras.layers.DepthwiseConv2D(3, stride, padding, activation="relu", name=name)(x)

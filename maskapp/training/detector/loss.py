"""The loss of the detector."""

import tensorflow as tf

_SIZE_SHARE = 1.0
_OFFSET_SHARE = 0.5
_LANDMARK_SHARE = 1.0
_OVERLAP_SHARE = 1.0
_MIN_FACES = 4.0
_MAX_LOG_SIDE = 6.0  # of a box in cells; beyond, exp would overflow early in a training


def detector_loss(targets: tf.Tensor, answers: tf.Tensor) -> tf.Tensor:
    """Return the focal loss of the heat plus the errors of boxes and landmarks.

    Sources: Zhou et al. 2019, "Objects as Points", for heat and absolute errors, as CenterFace was
    trained; Yu et al. 2016, "UnitBox", for the overlap, which counts a pixel more on small faces.

    Args:
        targets: (n, rows, columns, 17), as returned by `target_maps`.
        answers: (n, rows, columns, 15), the output of the network.

    Returns:
        A scalar.
    """
    heat, weight, measured = targets[..., 0], targets[..., 1], targets[..., 2]
    logits = answers[..., 0]
    probability = tf.sigmoid(logits)
    is_face = tf.cast(heat >= 1.0, tf.float32)
    found = (1 - probability) ** 2 * tf.math.log_sigmoid(logits)
    empty = (1 - heat) ** 4 * probability**2 * tf.math.log_sigmoid(-logits)
    faces = tf.maximum(tf.reduce_sum(is_face), _MIN_FACES)
    heat_loss = -tf.reduce_sum(is_face * found + (1 - is_face) * weight * empty) / faces
    cells = tf.reduce_sum(measured) + 1.0

    def error(first: int, last: int) -> tf.Tensor:
        wanted = targets[..., first:last]
        known = tf.cast(tf.math.is_finite(wanted), tf.float32)
        wanted = tf.where(tf.math.is_finite(wanted), wanted, 0.0)
        distance = tf.abs(answers[..., first - 2 : last - 2] - wanted) * known
        return tf.reduce_sum(distance * measured[..., tf.newaxis]) / cells / (last - first)

    return (
        heat_loss
        + _SIZE_SHARE * error(3, 5)
        + _OFFSET_SHARE * error(5, 7)
        + _LANDMARK_SHARE * error(7, 17)
        + _OVERLAP_SHARE * tf.reduce_sum(_lack_of_overlap(targets, answers) * measured) / cells
    )


def _lack_of_overlap(targets: tf.Tensor, answers: tf.Tensor) -> tf.Tensor:
    """Return 1 - IoU of the wanted and the answered box of each cell, (n, rows, columns)."""
    wanted = tf.exp(targets[..., 3:5])
    given = tf.exp(tf.minimum(answers[..., 1:3], _MAX_LOG_SIDE))
    shift = answers[..., 3:5] - targets[..., 5:7]
    low = tf.maximum(shift - given / 2, -wanted / 2)
    high = tf.minimum(shift + given / 2, wanted / 2)
    shared = tf.reduce_prod(tf.maximum(high - low, 0.0), axis=-1)
    union = tf.reduce_prod(wanted, axis=-1) + tf.reduce_prod(given, axis=-1) - shared
    return 1.0 - shared / union

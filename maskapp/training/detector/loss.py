"""The loss of the detector."""

import tensorflow as tf

_SIZE_SHARE = 1.0
_OFFSET_SHARE = 0.5
_LANDMARK_SHARE = 1.0
_OVERLAP_SHARE = 1.0
_TEACHER_SHARE = 0.03
_TEACHER_LIMITS = (-4.0, 4.0)  # logits; beyond, the teacher need not be followed
_FACE_HEAT = 0.6  # cells with more belong to a face
_MIN_FACES = 4.0
_MAX_LOG_SIDE = 6.0  # of a box in cells; beyond, exp would overflow early in a training


def detector_loss(targets: tf.Tensor, answers: tf.Tensor) -> tf.Tensor:
    """Return the focal loss of the heat, its distance to the teacher's, and the errors of the rest.

    Sources: Zhou et al. 2019, "Objects as Points", for heat and absolute errors, as CenterFace was
    trained; Yu et al. 2016, "UnitBox", for the overlap, which counts a pixel more on small faces.

    Args:
        targets: (n, rows, columns, 18), as returned by `target_maps`.
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
        + _TEACHER_SHARE * tf.reduce_sum(_distance_to_teacher(targets, logits)) / faces
        + _SIZE_SHARE * error(3, 5)
        + _OFFSET_SHARE * error(5, 7)
        + _LANDMARK_SHARE * error(7, 17)
        + _OVERLAP_SHARE * tf.reduce_sum(_lack_of_overlap(targets, answers) * measured) / cells
    )


def _distance_to_teacher(targets: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    """Return the squared difference to the teacher's logits, (n, rows, columns).

    In faces it is one-sided: the teacher may raise a score, but a masked face that it hardly sees
    is no worse for that. It counts where either sees something.
    """
    known = tf.math.is_finite(targets[..., 17])
    teacher = tf.clip_by_value(tf.where(known, targets[..., 17], 0.0), *_TEACHER_LIMITS)
    difference = teacher - tf.clip_by_value(logits, *_TEACHER_LIMITS)
    difference = tf.where(targets[..., 0] >= _FACE_HEAT, tf.maximum(difference, 0.0), difference)
    attention = tf.sigmoid(tf.maximum(teacher, tf.stop_gradient(logits)))
    return tf.where(known, attention * difference**2, 0.0)


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

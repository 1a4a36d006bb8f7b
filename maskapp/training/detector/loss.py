"""The loss of the detector."""

from keras import KerasTensor, ops

_SIZE_SHARE = 1.0
_OFFSET_SHARE = 0.5
_LANDMARK_SHARE = 1.0
_OVERLAP_SHARE = 1.0
_TEACHER_SHARE = 0.03
_TEACHER_LIMITS = (-4.0, 4.0)  # logits; beyond, the teacher need not be followed
_FACE_HEAT = 0.6  # cells with more belong to a face
_MIN_FACES = 4.0
_MAX_LOG_SIDE = 6.0  # of a box in cells; beyond, exp would overflow early in a training


def detector_loss(targets: KerasTensor, answers: KerasTensor) -> KerasTensor:
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
    probability = ops.sigmoid(logits)
    is_face = ops.cast(heat >= 1.0, "float32")
    found = (1 - probability) ** 2 * ops.log_sigmoid(logits)
    empty = (1 - heat) ** 4 * probability**2 * ops.log_sigmoid(-logits)
    faces = ops.maximum(ops.sum(is_face), _MIN_FACES)
    heat_loss = -ops.sum(is_face * found + (1 - is_face) * weight * empty) / faces
    cells = ops.sum(measured) + 1.0

    def error(first: int, last: int) -> KerasTensor:
        wanted = targets[..., first:last]
        known = ops.cast(ops.isfinite(wanted), "float32")
        wanted = ops.where(ops.isfinite(wanted), wanted, 0.0)
        distance = ops.abs(answers[..., first - 2 : last - 2] - wanted) * known
        return ops.sum(distance * measured[..., None]) / cells / (last - first)

    return (
        heat_loss
        + _TEACHER_SHARE * ops.sum(_distance_to_teacher(targets, logits)) / faces
        + _SIZE_SHARE * error(3, 5)
        + _OFFSET_SHARE * error(5, 7)
        + _LANDMARK_SHARE * error(7, 17)
        + _OVERLAP_SHARE * ops.sum(_lack_of_overlap(targets, answers) * measured) / cells
    )


def _distance_to_teacher(targets: KerasTensor, logits: KerasTensor) -> KerasTensor:
    """Return the squared difference to the teacher's logits, (n, rows, columns).

    In faces it is one-sided: the teacher may raise a score, but a masked face that it hardly sees
    is no worse for that. It counts where either sees something.
    """
    known = ops.isfinite(targets[..., 17])
    teacher = ops.clip(ops.where(known, targets[..., 17], 0.0), *_TEACHER_LIMITS)
    difference = teacher - ops.clip(logits, *_TEACHER_LIMITS)
    difference = ops.where(targets[..., 0] >= _FACE_HEAT, ops.maximum(difference, 0.0), difference)
    attention = ops.sigmoid(ops.maximum(teacher, ops.stop_gradient(logits)))
    return ops.where(known, attention * difference**2, 0.0)


def _lack_of_overlap(targets: KerasTensor, answers: KerasTensor) -> KerasTensor:
    """Return 1 - IoU of the wanted and the answered box of each cell, (n, rows, columns)."""
    wanted = ops.exp(targets[..., 3:5])
    given = ops.exp(ops.minimum(answers[..., 1:3], _MAX_LOG_SIDE))
    shift = answers[..., 3:5] - targets[..., 5:7]
    low = ops.maximum(shift - given / 2, -wanted / 2)
    high = ops.minimum(shift + given / 2, wanted / 2)
    shared = ops.prod(ops.maximum(high - low, 0.0), axis=-1)
    union = ops.prod(wanted, axis=-1) + ops.prod(given, axis=-1) - shared
    return 1.0 - shared / union

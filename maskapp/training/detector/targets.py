"""The maps that the network should output for a frame."""

import numpy as np

from maskapp.training.detector.pictures import Floats

STRIDE = 4
CHANNELS = 18
"""Heat, weight of the heat, weight of the rest, log height and width, offset down and right, the
landmarks, and the logits of the teacher's heat; what is unknown of the last two is NaN."""

_TEACHER = 17

_MIN_SIGMA = 0.6  # cells
_SIGMA_PER_SIDE = 0.05  # about a third of CenterNet's radius for an IoU of 0.7
_MIN_MEASURED_HEAT = 0.6  # cells with less need not know box and landmarks


def target_maps(
    boxes: Floats, landmarks: Floats, ignored: Floats, teacher_logits: Floats
) -> Floats:
    """Return the maps of a frame.

    The heat is a Gaussian around the centre of each face, and 1 in the cell of the centre (Zhou
    et al. 2019, "Objects as Points").

    Args:
        boxes: (n, 4), the faces, pixels.
        landmarks: (n, 5, 2), pixels; NaN where unknown.
        ignored: (m, 4), areas that count neither as face nor as background.
        teacher_logits: (cells, cells), as returned by `HeatTeacher.logits`; a cell is 4 pixels.

    Returns:
        (cells, cells, `CHANNELS`), float32.
    """
    cells = len(teacher_logits)
    maps = np.zeros((cells, cells, CHANNELS), np.float32)
    maps[..., 1] = 1
    maps[..., _TEACHER] = teacher_logits
    for x1, y1, x2, y2 in ignored:
        top, left = max(0, int(y1 / STRIDE)), max(0, int(x1 / STRIDE))
        maps[top : int(np.ceil(y2 / STRIDE)), left : int(np.ceil(x2 / STRIDE)), 1] = 0
    axis = np.arange(cells, dtype=np.float32)
    for box, points in zip(boxes, landmarks, strict=True):
        width, height = box[2] - box[0], box[3] - box[1]
        centre = (box[:2] + box[2:]) / 2 / STRIDE - 0.5  # cells, from the centre of the first
        column, row = np.clip(np.round(centre), 0, cells - 1).astype(int)
        sigma_x, sigma_y = (
            max(_MIN_SIGMA, _SIGMA_PER_SIDE * side / STRIDE) for side in (width, height)
        )
        heat = np.exp(-((axis - row) ** 2) / (2 * sigma_y**2))[:, None] * np.exp(
            -((axis - column) ** 2) / (2 * sigma_x**2)
        )
        rows, columns = np.nonzero((heat >= _MIN_MEASURED_HEAT) & (heat >= maps[..., 0]))
        cell = maps[rows, columns]
        cell[:, 2] = heat[rows, columns]
        cell[:, 3] = np.log(max(height, 1) / STRIDE)
        cell[:, 4] = np.log(max(width, 1) / STRIDE)
        cell[:, 5] = centre[1] - rows
        cell[:, 6] = centre[0] - columns
        relative = (points - box[:2]) / np.array([width, height])
        cell[:, 7:_TEACHER] = relative[:, ::-1].ravel()  # down before right
        maps[rows, columns] = cell
        maps[..., 0] = np.maximum(maps[..., 0], heat)
        maps[row, column, :2] = 1
    return maps

"""Faces and statistics for the tests of the status panel."""

from maskapp.live.session.statistics import FaceRow, LiveStatistics
from maskapp.records import MaskLabel

MASK, BARE, WRONG, UNCERTAIN = (
    MaskLabel.WITH_MASK,
    MaskLabel.WITHOUT_MASK,
    MaskLabel.INCORRECT_MASK,
    MaskLabel.UNCERTAIN,
)
FACES = (
    FaceRow(2, MASK, 0.98, 12.9),
    FaceRow(3, UNCERTAIN, None, 0.2),
    FaceRow(5, BARE, 1.0, 75.0),
    FaceRow(8, WRONG, 0.709, 3600.0),
    FaceRow(9, BARE, 0.6, 3.0),
)


def make_statistics(**values) -> LiveStatistics:
    """Return statistics of a busy session, with `values` replaced."""
    usual = {
        "source_fps": 29.97,
        "processing_fps": 28.04,
        "latency_ms": 21.4,
        "dropped": 7,
        "counts": {MASK: 1, BARE: 2, WRONG: 3, UNCERTAIN: 4},
        "faces": FACES,
        "faces_followed": 17,
        "masked_share": 0.667,
        "violations": 5,
        "compliance": ((0.5, 0.0), (1.5, 1.0)),
    }
    return LiveStatistics(**(usual | values))

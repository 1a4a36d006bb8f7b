import math

import numpy as np
import pytest

from maskapp.pipeline.ignored_corners import draw_ignored
from maskapp.records import MaskLabel
from tests.pipeline.test_annotate import make_face, plain


def test_ignored_faces_get_thin_grey_corners_and_no_plate():
    for label in MaskLabel:
        before = plain()
        drawn = before.copy()
        draw_ignored(drawn, [make_face((200, 100, 300, 220), label)])
        is_changed = (drawn != before).any(axis=2)
        assert is_changed[95:225, 195:305].sum() == is_changed.sum() > 100
        assert not is_changed[140:180].any(), "the sides are open"
        assert (drawn[is_changed].max(axis=1) == drawn[is_changed].min(axis=1)).all()


@pytest.mark.parametrize("box", [(900, 10, 950, 40), (math.nan, 0, 5, 5), (-30, -30, -5, -5)])
def test_ignored_faces_outside_are_not_drawn(box):
    drawn = plain()
    draw_ignored(drawn, [make_face(box)])
    assert np.array_equal(drawn, plain())

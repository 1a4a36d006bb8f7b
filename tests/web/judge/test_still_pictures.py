"""Answers about single pictures, without the network."""

import numpy as np

from maskapp.records import Frame, FrameResult
from maskapp.web.judge.still_pictures import answer_about, judge_still
from tests.support.judge_fakes import GatedEngine
from tests.support.picture_bytes import HEIGHT, WIDTH, encoded
from tests.support.worker_fakes import make_face


def test_an_answer_is_the_line_of_the_report_with_the_size() -> None:
    frame = Frame(np.zeros((30, 50, 3), np.uint8), 0, 0.0)
    answer = answer_about(FrameResult(frame, (make_face(),)))
    assert list(answer) == ["frame", "time_s", "faces", "width", "height"]
    assert (answer["width"], answer["height"]) == (50, 30)


def test_a_picture_without_problems_has_none_in_its_answer() -> None:
    answer = judge_still(GatedEngine(), encoded(".png"))
    assert "problems" not in answer
    assert (answer["width"], answer["height"]) == (WIDTH, HEIGHT)

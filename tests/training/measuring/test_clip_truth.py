import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from maskapp import paths
from maskapp.errors import DatasetError
from maskapp.records import CLASS_LABELS, Box
from maskapp.training.measuring.clip_truth import TrueFace, TrueState, read_truth

WITH, WITHOUT, WRONG = CLASS_LABELS


def make_face() -> TrueFace:
    """A face that is bare for 2 s and masked for 3, and moves 100 px to the right in 4 s."""
    states = (TrueState(0.0, 2.0, WITHOUT), TrueState(2.0, 5.0, WITH))
    return TrueFace(states, (0.0, 4.0), (Box(0, 0, 40, 50), Box(100, 0, 140, 50)))


def shown(x: float, y: float) -> SimpleNamespace:
    return SimpleNamespace(box=Box(x - 10, y - 10, x + 10, y + 10))


@pytest.mark.parametrize(
    ("time_s", "label", "distance_s"),
    [(0.0, WITHOUT, 2.0), (1.9, WITHOUT, 0.1), (2.0, WITH, 0.0), (4.5, WITH, 2.5)],
)
def test_the_state_and_the_nearest_change(time_s: float, label, distance_s: float) -> None:
    state = make_face().state_at(time_s)
    assert state is not None
    assert state.label is label
    assert make_face().change_distance_s(time_s) == pytest.approx(distance_s)


def test_there_is_no_state_outside_the_clip_and_no_change_without_states() -> None:
    assert make_face().state_at(5.0) is None
    one = TrueFace(make_face().states[:1], (0.0,), (Box(0, 0, 1, 1),))
    assert one.change_distance_s(1.0) == float("inf")


def test_boxes_between_two_times_are_interpolated() -> None:
    assert make_face().box_at(1.0) == Box(25, 0, 65, 50)
    assert make_face().box_at(9.0) == Box(100, 0, 140, 50)


def test_the_face_shown_is_the_nearest_one_inside_the_box() -> None:
    near, nearer, outside = shown(30, 25), shown(22, 25), shown(70, 25)
    assert make_face().find([near, nearer, outside], 0.0) is nearer
    assert make_face().find([outside], 0.0) is None
    assert make_face().find([], 0.0) is None


def test_the_truth_of_the_demo_clip_can_be_read() -> None:
    faces = read_truth(paths.resources_dir() / "demo.mp4")
    assert len(faces) == 2
    assert [state.label for state in faces[0].states] == [WITH, WRONG, WITHOUT]
    assert faces[0].box_at(0.0).width > 20


def test_a_clip_without_a_truth_has_no_true_faces(tmp_path: Path) -> None:
    assert read_truth(tmp_path / "some.mp4") == ()


@pytest.mark.parametrize(
    "content",
    [
        "no JSON",
        "[]",
        "{}",
        '{"faces": [{}]}',
        '{"faces": [1]}',
        json.dumps({"faces": [{"states": [], "box_at_s": {"0": [1, 2]}}]}),
        json.dumps(
            {
                "faces": [
                    {
                        "states": [{"start_s": 0, "end_s": 1, "label": "maskless"}],
                        "box_at_s": {"0": [1, 2, 3, 4]},
                    }
                ]
            }
        ),
    ],
)
def test_a_file_that_is_no_truth_is_refused_by_name(tmp_path: Path, content: str) -> None:
    (tmp_path / "some_truth.json").write_text(content, "utf-8")
    with pytest.raises(DatasetError, match=r"some_truth\.json"):
        read_truth(tmp_path / "some.mp4")

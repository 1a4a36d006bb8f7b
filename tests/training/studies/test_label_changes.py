import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from maskapp import paths
from maskapp.errors import DatasetError
from maskapp.records import CLASS_LABELS, Box, MaskLabel
from maskapp.training.measuring.clip_truth import TrueFace, TrueState
from maskapp.training.studies.label_changes import measure_label_changes, study_label_changes

WITH, WITHOUT, WRONG = CLASS_LABELS
UNCERTAIN = MaskLabel.UNCERTAIN
BOX = Box(0, 0, 40, 50)
FPS = 10


def frames(*runs: tuple[MaskLabel | None, float], track: int = 1) -> list:
    """Return frames that show one face with each label for its seconds; None shows no face."""
    labels = [label for label, duration_s in runs for _ in range(round(duration_s * FPS))]
    return [
        (
            i / FPS,
            [] if label is None else [SimpleNamespace(track=track, box=BOX, label=label)],
        )
        for i, label in enumerate(labels)
    ]


def true_face(*runs: tuple[MaskLabel, float]) -> TrueFace:
    states, time_s = [], 0.0
    for label, duration_s in runs:
        states.append(TrueState(time_s, time_s + duration_s, label))
        time_s += duration_s
    return TrueFace(tuple(states), (0.0,), (BOX,))


def test_a_steady_label_does_not_change() -> None:
    result = measure_label_changes(frames((WITH, 3.0)), [])
    assert (result.tracks, result.changes, result.brief) == (1, 0, 0)
    assert result.frames == 0


def test_uncertain_is_a_label_and_a_short_one_is_brief() -> None:
    shown = frames((WITH, 1.0), (UNCERTAIN, 0.2), (WITH, 1.0), (WRONG, 0.4), (WITH, 1.0))
    result = measure_label_changes(shown, [])
    assert (result.changes, result.brief) == (4, 1)


def test_changes_are_counted_for_each_track_and_over_gaps() -> None:
    shown = frames((WITH, 1.0), (None, 0.5), (WITH, 1.0), (WITHOUT, 1.0))
    others = frames((WITHOUT, 0.1), (WITH, 1.0), track=2)
    both = [(time_s, faces + (others[i][1] if i < 11 else [])) for i, (time_s, faces) in
            enumerate(shown)]  # fmt: skip
    result = measure_label_changes(both, [])
    assert (result.tracks, result.changes, result.brief) == (2, 2, 1)


def test_the_delay_counts_from_the_true_change_to_the_right_label() -> None:
    shown = frames((WITH, 2.3), (UNCERTAIN, 0.2), (WRONG, 2.5), (WITH, 1.0))
    truth = [true_face((WITH, 2.0), (WRONG, 2.6), (WITH, 1.4))]
    result = measure_label_changes(shown, truth)
    assert result.delays_s == pytest.approx([0.5, 0.4])
    assert result.delays_to_wrong_s == pytest.approx([0.5])
    assert result.never == 0


def test_a_state_that_is_not_shown_counts_unless_it_is_short() -> None:
    truth = [true_face((WITH, 2.0), (WRONG, 0.5), (WITHOUT, 2.0))]
    result = measure_label_changes(frames((WITH, 4.5)), truth)
    assert result.never == 1
    assert result.delays_s == []


def test_frames_far_from_changes_are_right_uncertain_wrong_or_missing() -> None:
    shown = frames((WITH, 2.0), (UNCERTAIN, 1.0), (None, 1.0), (WRONG, 1.0), (WITH, 2.0))
    truth = [true_face((WITH, 5.0), (WRONG, 2.0))]
    result = measure_label_changes(shown, truth)
    # Of 7 s, those from 4.5 s to 5.5 s are near the change.
    assert result.frames == 59
    assert (result.right, result.uncertain, result.missing) == (20, 10, 10)


def test_the_study_watches_each_clip_at_two_rates(tmp_path: Path, capsys) -> None:
    clips, out = tmp_path / "clips", tmp_path / "out"
    clips.mkdir()
    out.mkdir()
    for name in ("demo.mp4", "demo_truth.json"):
        shutil.copy(paths.resources_dir() / name, clips)
    study_label_changes([clips], out)
    numbers = json.loads((out / "flicker.json").read_text("utf-8"))
    assert list(numbers) == ["demo.mp4, 25 fps", "demo.mp4, 12 fps"]
    for measured in numbers.values():
        assert measured["tracks"] == 2
        assert measured["changes"] >= 5  # true changes
        assert measured["right"] / measured["frames"] > 0.9
    printed = capsys.readouterr().out
    assert "demo.mp4, 12 fps" in printed
    assert "under 0.3 s" in printed


def test_a_folder_without_videos_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no video"):
        study_label_changes([tmp_path], tmp_path)
    with pytest.raises(DatasetError, match="no folder"):
        study_label_changes([tmp_path / "none"], tmp_path)

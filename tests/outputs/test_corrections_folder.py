import json
import os
import stat
import sys
from dataclasses import replace

import numpy as np
import pytest

from maskapp.errors import OutputError
from maskapp.outputs.corrections_folder import CorrectionsFolder
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.true_label import TrueLabel
from maskapp.pipeline.blur import blur_faces
from maskapp.records import Box, MaskLabel
from maskapp.training.data.dataset import locate_faces, read_samples

MASK, BARE, WRONG, UNSURE = MaskLabel
BOX = Box(1.5, 2, 30, 40)


@pytest.fixture
def corrections(tmp_path):
    return CorrectionsFolder(tmp_path / "corrections")


@pytest.fixture
def corrected(tmp_path, make_snapshot):
    """Takes a snapshot of faces with these labels, corrects it and returns it."""
    with SnapshotLog(tmp_path / "log") as log:

        def make(*labels, truth, **changes):
            added = log.add(replace(make_snapshot(*labels), **changes))
            log.correct(added, truth)
            return log.read([added])[0]

        yield make


class NoDetector:
    """Finds no face, so that the annotated boxes are used."""

    def __init__(self, **_options):
        pass

    def detect(self, _image, _side_px):
        return []


def test_training_reads_the_folder_as_it_is(corrections, corrected):
    first = corrected(
        BARE, MASK, UNSURE, truth={1: TrueLabel.WITH_MASK, 3: TrueLabel("without_mask")}
    )
    second = corrected(MASK, truth={1: TrueLabel.INCORRECT_MASK}, source="Tür 口")
    assert corrections.put(first)
    assert corrections.put(second)
    samples = locate_faces(read_samples(corrections.folder), make_detector=NoDetector)
    images = corrections.folder / "images"
    assert [(sample.path, sample.label, sample.box) for sample in samples] == [
        (images / first.annotated.name, MASK, BOX),
        (images / first.annotated.name, BARE, BOX),
        (images / second.annotated.name, WRONG, BOX),
    ]
    assert samples[0].path.read_bytes() == first.plain.read_bytes()
    assert len({sample.group for sample in samples}) == 2, "one for each source and hour"


def test_the_corrected_faces_are_known_by_the_name_of_the_picture(corrections, corrected):
    assert corrections.labels() == {}
    first = corrected(BARE, MASK, UNSURE, truth={1: TrueLabel.WITH_MASK, 2: TrueLabel.NOT_A_FACE})
    second = corrected(MASK, truth={1: TrueLabel.INCORRECT_MASK})
    corrections.put(first)
    corrections.put(second)
    assert corrections.labels() == {
        first.annotated.name: [(BOX, TrueLabel.WITH_MASK)],
        second.annotated.name: [(BOX, TrueLabel.INCORRECT_MASK)],
    }


@pytest.mark.parametrize(
    "change",
    [
        {"category_id": 0}, {"category_id": 4}, {"category_id": "1"}, {"category_id": None},
        {"bbox": [1, 2, 3]}, {"bbox": None}, {"bbox": ["a", 2, 3, 4]}, {"image_id": 77},
    ],
)  # fmt: skip
def test_faces_that_were_edited_beyond_use_are_left_out(corrections, corrected, change):
    snapshot = corrected(BARE, MASK, truth=dict.fromkeys((1, 2), TrueLabel.WITH_MASK))
    corrections.put(snapshot)
    file = corrections.folder / "annotations.json"
    content = json.loads(file.read_text())
    content["annotations"][0] |= change
    file.write_text(json.dumps(content))
    assert corrections.labels() == {snapshot.annotated.name: [(BOX, TrueLabel.WITH_MASK)]}


def test_another_correction_replaces_the_first_and_none_takes_the_picture_out(
    corrections, corrected
):
    snapshot = corrected(BARE, truth={1: TrueLabel.WITH_MASK})
    other = corrected(BARE, truth={1: TrueLabel.WITH_MASK})
    corrections.put(snapshot)
    corrections.put(other)
    assert corrections.put(replace(snapshot, corrections={1: TrueLabel.INCORRECT_MASK}))
    assert [sample.label for sample in read_samples(corrections.folder)] == [MASK, WRONG]
    assert corrections.count() == 2
    assert not corrections.put(replace(snapshot, corrections={}))
    assert [sample.label for sample in read_samples(corrections.folder)] == [MASK]
    assert [path.name for path in (corrections.folder / "images").iterdir()] == [
        other.annotated.name
    ]


def test_blurred_pictures_missing_ones_and_what_is_no_face_are_left_out(corrections, corrected):
    image = np.full((90, 160, 3), 90, np.uint8)
    truth = {1: TrueLabel.WITH_MASK}
    blurred = corrected(BARE, truth=truth, plain=blur_faces(image, ()), is_blurred=True)
    missing = corrected(BARE, truth=truth)
    missing.plain.unlink()
    no_face = corrected(BARE, truth={1: TrueLabel.NOT_A_FACE})
    for snapshot in (blurred, missing, no_face):
        assert not corrections.put(snapshot)
    assert not corrections.folder.exists(), "nothing is left behind"
    assert corrections.count() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_only_the_user_can_read_the_folder(corrections, corrected):
    corrections.put(corrected(BARE, truth={1: TrueLabel.WITH_MASK}))
    for path in (corrections.folder, *corrections.folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


IMAGE = '{"id": 1, "file_name": "a.jpg"}'


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "[" * 100_000,
        '{"images": 5}',
        '{"images": [{}], "annotations": []}',
        '{"images": [{"id": Infinity, "file_name": "a.jpg"}], "annotations": []}',
        '{"images": [{"id": 1, "file_name": 5}], "annotations": []}',
        f'{{"images": [{IMAGE}], "annotations": [{{"id": 1, "image_id": []}}]}}',
        f'{{"images": [{IMAGE}], "annotations": ["face"]}}',
    ],
)
def test_damaged_annotations_are_reported_and_kept(corrections, corrected, content):
    corrections.put(corrected(BARE, truth={1: TrueLabel.WITH_MASK}))
    file = corrections.folder / "annotations.json"
    file.write_text(content)
    with pytest.raises(OutputError, match="is damaged; move"):
        corrections.put(corrected(BARE, truth={1: TrueLabel.WITH_MASK}))
    assert file.read_text() == content


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes of POSIX")
def test_a_pipe_in_place_of_the_annotations_is_reported_at_once(corrections, corrected):
    corrections.folder.mkdir()
    os.mkfifo(corrections.folder / "annotations.json")
    with pytest.raises(OutputError, match="Not a regular file"):
        corrections.count()


def test_a_folder_that_cannot_be_written_is_reported(tmp_path, corrected):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="file"):
        CorrectionsFolder(tmp_path / "file").put(corrected(BARE, truth={1: TrueLabel.WITH_MASK}))

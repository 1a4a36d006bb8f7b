"""What is found in pictures, on its way through a part."""

import json
from pathlib import Path

import numpy as np
import pytest

from maskapp.commands.detect.sharing.found_pictures import NO_IMAGE, FoundPicture, FoundPictures
from maskapp.errors import SourceError
from maskapp.files.picture_files import Picture, open_picture
from maskapp.outputs.json_lines import json_line
from maskapp.outputs.jsonl_report import report_line
from maskapp.records import CLASS_LABELS, Box, Face, Frame, FrameResult, MaskLabel

PICTURE = Picture(NO_IMAGE, is_one_of_several=True, is_damaged=True)


def face(track: int, seed: int) -> Face:
    random = np.random.default_rng(seed)
    shares = random.dirichlet(np.ones(3)).tolist()
    return Face(
        track=track,
        box=Box(*(random.random(4) * 1000).tolist()),
        label=MaskLabel.UNCERTAIN,
        confidence=max(shares),
        probabilities=dict(zip(CLASS_LABELS, shares, strict=True)),
        score=random.random(),
        landmarks=(random.random((5, 2)) * 1000).astype(np.float32),
        age_s=0.0,
    )


def there_and_back(found: FoundPicture) -> FoundPicture:
    return FoundPicture.from_json(json.loads(json_line(found.as_json())))


def test_faces_come_back_with_all_their_digits() -> None:
    faces = tuple(face(track, track) for track in range(1, 60))
    back = there_and_back(FoundPicture.with_faces(PICTURE, faces))
    assert (back.is_one_of_several, back.is_damaged) == (True, True)
    assert back.faces is not None
    for one, other in zip(faces, back.faces, strict=True):
        assert np.array_equal(one.landmarks, other.landmarks)
        assert one.landmarks.dtype == other.landmarks.dtype
        for name in set(Face.__slots__) - {"landmarks"}:
            assert getattr(one, name) == getattr(other, name)
    frame = Frame(NO_IMAGE, 0, 0.0, "a.png")
    one, other = (json_line(report_line(FrameResult(frame, each))) for each in (faces, back.faces))
    assert one == other


def test_numbers_count_on_from_picture_to_picture() -> None:
    counts = (2, 0, 1)
    pictures = [
        there_and_back(FoundPicture.with_faces(PICTURE, tuple(face(40 + i, i) for i in range(n))))
        for n in counts
    ]
    found = FoundPictures(iter(pictures))
    tracks = []
    for index in range(len(counts)):
        assert found.open_picture(Path("any")).is_damaged
        result = found.process(Frame(NO_IMAGE, index, 0.0))
        tracks.append([each.track for each in result.faces])
    assert tracks == [[1, 2], [], [3]]


@pytest.mark.parametrize("content", [None, b"damaged"])
def test_an_unreadable_picture_fails_in_the_same_way(tmp_path: Path, content) -> None:
    path = tmp_path / "a.png"
    if content:
        path.write_bytes(content)
    with pytest.raises(SourceError) as first:
        open_picture(path)
    found = FoundPictures(iter([there_and_back(FoundPicture.unreadable(first.value))]))
    with pytest.raises(SourceError) as second:
        found.open_picture(path)
    assert str(second.value) == str(first.value)
    assert isinstance(second.value.__cause__, FileNotFoundError) == (content is None)

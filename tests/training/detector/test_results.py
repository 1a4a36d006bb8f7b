from dataclasses import replace
from pathlib import Path

import numpy as np

from maskapp.training.detector.pictures import list_pictures
from maskapp.training.detector.results import describe_pictures
from maskapp.training.detector.teaching import teach


def test_pictures_are_described_by_counts_and_a_hash(coco_dir: Path) -> None:
    listed = list_pictures([coco_dir])
    pictures = teach(listed, [np.empty((0, 15), np.float32)] * len(listed), {})
    described = describe_pictures(pictures)
    assert (described["pictures"], described["faces"]) == (12, 12)
    assert described["cells"] == {f"{coco_dir.name}/without_mask/ge80": 12}
    assert describe_pictures(pictures[::-1]) == described
    moved = [replace(pictures[0], boxes=pictures[0].boxes + 1), *pictures[1:]]
    assert describe_pictures(moved)["sha256"] != described["sha256"]

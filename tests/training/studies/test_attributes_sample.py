from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from maskapp.records import Box, MaskLabel
from maskapp.training.data.corrections import picture_digest, read_rows
from maskapp.training.data.dataset import read_collections
from maskapp.training.data.face_attributes import FACE_ATTRIBUTES, with_attributes
from maskapp.training.data.sample import Sample
from maskapp.training.data.split import is_held_out
from maskapp.training.plan import TrainingPlan
from maskapp.training.studies.attributes_sample import draw_sample, study_attributes_sample

WITH, WITHOUT = MaskLabel.WITH_MASK, MaskLabel.WITHOUT_MASK
PLAN = TrainingPlan(seed=1, validation_share=0.5)
DATA = Path(__file__).parents[4] / "shared" / "data"


def faces(source: str, label: MaskLabel, count: int, height: int = 80) -> list[Sample]:
    """Faces of a collection, each a group of its own."""
    return [
        Sample(
            Path(f"{source}_{label}_{i}.png"),
            label,
            source,
            f"{source}{label}{i}",
            Box(0, 0, 50, height),
        )
        for i in range(count)
    ]


def names(sample: Sequence[Sample]) -> list[str]:
    return [face.path.name for face in sample]


def test_each_collection_and_label_gives_as_many_as_it_can() -> None:
    pool = faces("a", WITH, 200) + faces("a", WITHOUT, 200) + faces("b", WITH, 6)
    drawn = draw_sample(pool, PLAN, 40)
    counts = Counter((face.source, face.label) for face in drawn)
    rare = sum(is_held_out(f"b{WITH}{i}", 0.5, 1) for i in range(6))
    assert 0 < rare < 6
    assert counts["b", WITH] == rare
    assert abs(counts["a", WITH] - counts["a", WITHOUT]) <= 1
    assert len(drawn) == 40
    assert all(is_held_out(face.group, 0.5, 1) for face in drawn)


def test_the_draw_depends_neither_on_the_order_nor_on_its_size() -> None:
    pool = faces("a", WITH, 50) + faces("b", WITHOUT, 50)
    drawn = names(draw_sample(pool, PLAN, 20))
    assert names(draw_sample(pool[::-1], PLAN, 20)) == drawn
    assert names(draw_sample(pool, PLAN, 10)) == drawn[:10]


def test_small_faces_rendered_masks_and_copies_are_not_drawn() -> None:
    kept = faces("a", WITH, 30)
    copies = [
        Sample(Path(f"copy_{face.path}"), WITHOUT, "c", face.group, face.box) for face in kept
    ]
    pool = kept + copies + faces("b", WITH, 30, height=59) + faces("prajnasb", WITH, 30)
    drawn = draw_sample(pool, PLAN, 100)
    groups = [face.group for face in drawn]
    assert set(groups) == {face.group for face in kept if is_held_out(face.group, 0.5, 1)}
    assert len(set(groups)) == len(groups)


def test_the_sample_is_written_as_a_list_to_fill_in(coco_dir: Path, tmp_path: Path) -> None:
    study_attributes_sample([coco_dir], tmp_path)
    rows = read_rows(tmp_path / "sample.csv")
    held_out = {f"images/{i}.png" for i in range(12) if is_held_out(f"g{i}", 0.12, 1)}
    assert {row["file"] for row in rows} == held_out != set()
    row = rows[0]
    assert [row[side] for side in Box._fields] == ["76", "70", "166", "200"]
    assert row["sha256"] == picture_digest(coco_dir / row["file"])
    assert (row["drawn"], row["skin"], row["head"]) == ("yes", "", "")
    assert len(with_attributes(read_collections([coco_dir]), tmp_path / "sample.csv")) == len(rows)


@pytest.mark.shared_data
@pytest.mark.skipif(not DATA.is_dir(), reason=f"no pictures in {DATA}")
def test_the_list_names_faces_of_the_collections() -> None:
    pool = read_collections([DATA / "faces", DATA / "street"])
    assert len(with_attributes(pool)) == len(read_rows(FACE_ATTRIBUTES))

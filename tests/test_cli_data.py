import json
from pathlib import Path

from tests.support.command_line import write_picture


def test_unusable_data_is_reported(run, tmp_path: Path, wall: Path) -> None:
    def refused(*words: str) -> None:
        run("evaluate", "faces", tmp_path / "data").assert_refused(*words)
        train = ("train", "--data", tmp_path / "data", "--output", tmp_path / "out")
        run(*train).assert_refused(*words)

    refused("data", "no folder")
    (tmp_path / "data").mkdir()
    refused("data", "has no pictures")
    (tmp_path / "data" / "manifest.csv").write_text("a,b\n1,2\n")
    refused("manifest.csv", "cannot be understood")
    row = "with_mask/a{0}.png,with_mask,web,{0},1,2,30,40\n"
    masked = "".join(map(row.format, range(20)))
    rows = masked + masked.replace("with_mask", "without_mask")
    (tmp_path / "data" / "manifest.csv").write_text(f"file,label,source,group,x1,y1,x2,y2\n{rows}")
    refused("a0.png", "cannot be read")
    (tmp_path / "data" / "manifest.csv").unlink()
    for number in range(20):
        write_picture(tmp_path / "data" / "with_mask" / f"{number}.png")
        write_picture(tmp_path / "data" / "without_mask" / f"{number}.png")
    run("evaluate", "faces", tmp_path / "data").assert_refused("No face was found")
    train = ("train", "--data", tmp_path / "data", "--output")
    run(*train, tmp_path / "out").assert_refused("0 labelled with_mask", "at least 10 are needed")
    run(*train, wall).assert_refused("wall.png")


def test_the_plan_and_the_weights_of_a_training_are_checked(run, tmp_path: Path) -> None:
    data = ("train", "--data", tmp_path, "--output", tmp_path / "out")
    run(*data, "--plan", tmp_path / "none.toml").assert_refused("none.toml", "cannot be read")
    run(*data, "--base-weights", "a.h5", "--start-from", "b.keras").assert_refused("not allowed")


def test_unusable_scenes_are_reported(run, tmp_path: Path) -> None:
    run("evaluate", "scenes", tmp_path / "none").assert_refused("annotations.json")
    good = {
        "categories": [{"id": 1, "name": "with_mask"}],
        "images": [{"id": 7, "file_name": "a.png"}],
        "annotations": [{"image_id": 7, "category_id": 1, "bbox": [1, 2, 3, 4]}],
    }
    box = {"image_id": 7, "category_id": 1, "bbox": ["a", "b", "c", "d"]}
    for content, words in (
        ([], "not a COCO"),
        ({}, "not a COCO"),
        (good | {"categories": [{"id": 1, "name": "person"}]}, "a.png: the label person"),
        (good | {"annotations": [box]}, "is no box"),
        (good | {"annotations": [box | {"bbox": [1, 2, 3]}]}, "is no box"),
        (good | {"annotations": [box | {"bbox": [1, 2, 3, 4], "category_id": 9}]}, "no category 9"),
        (good | {"images": [], "annotations": []}, "lists no pictures"),
        (good | {"annotations": [box | {"bbox": [1, 2, 3, 4], "image_id": 9}]}, "does not list"),
    ):
        (tmp_path / "annotations.json").write_text(json.dumps(content))
        run("evaluate", "scenes", tmp_path).assert_refused("annotations.json", words)
    (tmp_path / "annotations.json").write_text(json.dumps(good))
    run("evaluate", "scenes", tmp_path).assert_refused("a.png", "cannot be read")

import os
from pathlib import Path

import pytest

from maskapp import paths
from tests.support.command_line import run_child, write_picture


def test_unwritable_outputs_are_reported(run, wall: Path, portrait_clip, tmp_path) -> None:
    """They are found before anything is processed."""
    (tmp_path / "file").write_text("kept")
    for arguments, words in (
        ((wall, "--report", tmp_path / "none" / "r.jsonl"), ["its folder does not exist"]),
        ((wall, "--report", tmp_path), ["it is a folder"]),
        ((wall, "--report", tmp_path / "file" / "r.jsonl"), ["its folder is a file"]),
        ((wall, "--output", tmp_path / "file" / "out"), ["Cannot write"]),
        ((wall, "--output", tmp_path / "file"), ["Cannot write"]),
        ((wall, "--output", tmp_path / "out.mp4"), ["out.mp4", "name a folder"]),
        ((wall, "--output", tmp_path / "out.webp"), ["out.webp", ".jpg, .jpeg or .png"]),
        ((wall, "--output", tmp_path / "out.tif", "--jobs", 1), ["out.tif", ".jpg, .jpeg or .png"]),
        ((portrait_clip, "--output", tmp_path / "none" / "o.mp4"), ["its folder does not exist"]),
        ((portrait_clip, "--output", tmp_path / "file" / "o.mp4"), ["its folder is a file"]),
        ((portrait_clip, "--output", tmp_path / "file"), ["cannot be created"]),
        ((portrait_clip, "--output", tmp_path / "o.avi"), [".mp4 or .mkv"]),
        ((portrait_clip, "--output", tmp_path / "o.png"), [".mp4 or .mkv"]),
        ((portrait_clip, wall, "--output", tmp_path / "o.mp4"), ["cannot hold 2 inputs"]),
    ):
        outcome = run("detect", *arguments)
        outcome.assert_refused(*words)
        assert outcome.out == ""
    assert (tmp_path / "file").read_text() == "kept"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "wall.png"]


def test_no_input_is_overwritten(run, portrait_clip: Path, tmp_path: Path) -> None:
    clip, twin = tmp_path / "clip.mp4", tmp_path / "clip.mkv"
    for path in (clip, twin):
        path.write_bytes(portrait_clip.read_bytes())
    (tmp_path / "link.mp4").symlink_to(clip)
    picture = write_picture(tmp_path / "picture.png")
    before = {path: path.read_bytes() for path in (clip, twin, picture)}
    for arguments in (
        (clip, "--output", clip),
        (clip, "--output", tmp_path / "link.mp4"),
        (clip, "--report", clip),
        (clip, "--report", tmp_path / "link.mp4"),
        (twin, clip, "--report", clip, "--max-frames", 1),
        (picture, "--output", picture),
        (picture, "--output", tmp_path),
        (picture, "--report", picture),
        (tmp_path, "--output", tmp_path),
        *((tmp_path, option, picture) for option in ("--output", "--report", "--events")),
        *((tmp_path, "--jobs", 1, option, picture) for option in ("--output", "--report")),
    ):
        run("detect", *arguments).assert_refused("overwrite")
        assert {path: path.read_bytes() for path in before} == before
    outcome = run("detect", twin, clip, "--output", tmp_path, "--max-frames", 1)
    assert (outcome.code, outcome.err) == (0, "")
    assert {path: path.read_bytes() for path in before} == before
    assert (tmp_path / "clip-2.mp4").is_file()
    assert (tmp_path / "clip-3.mp4").is_file()


@pytest.mark.parametrize("jobs", [(), ("--jobs", 1)])
def test_one_file_takes_no_folder_of_several_pictures(run, tmp_path: Path, jobs) -> None:
    folder, target = tmp_path / "photos", tmp_path / "marked.png"
    for name in ("a.png", "b.png"):
        write_picture(folder / name)
    outcome = run("detect", folder, "--output", target, *jobs)
    outcome.assert_refused("marked.png cannot hold the 2 pictures", "name a folder")
    assert [path.name for path in tmp_path.iterdir()] == ["photos"]
    for _ in range(2):  # an annotated picture of an earlier command is replaced
        outcome = run("detect", folder, "--output", target, "--max-frames", 1, *jobs)
        assert (outcome.code, outcome.err) == (0, "")
    (folder / "b.png").unlink()
    assert run("detect", folder, "--output", target, *jobs).code == 0
    report = folder / "r.jsonl"
    for _ in range(2):  # so is a report, wherever it is
        run("detect", folder, "--report", report, *jobs)
        assert len(report.read_text().splitlines()) == 1


def test_no_command_replaces_what_it_reads(run, portrait_clip: Path, tmp_path: Path) -> None:
    clip, model = tmp_path / "clip.mp4", tmp_path / "own.tflite"
    clip.write_bytes(portrait_clip.read_bytes())
    model.write_bytes(paths.default_model().read_bytes())
    faces, scenes = tmp_path / "faces", tmp_path / "scenes"
    face = write_picture(faces / "with_mask" / "deep" / "a.png")
    scene = write_picture(scenes / "images" / "a.png")
    listed = [faces / "manifest.csv", scenes / "annotations.json"]
    window = tmp_path / "data" / "settings.json"
    window.parent.mkdir()
    for path in (*listed, window):
        path.write_text("{}")
    before = {path: path.read_bytes() for path in (clip, model, face, scene, *listed, window)}
    for arguments in (
        ("bench", clip, "--json", clip),
        ("bench", face.parent, "--json", face),
        ("bench", clip, "--model", model, "--json", model),
        ("detect", clip, "--model", model, "--report", model),
        ("detect", clip, "--model", model, "--events", model),
        *(("evaluate", "faces", faces, "--json", path) for path in (face, listed[0])),
        *(("evaluate", "scenes", scenes, "--json", path) for path in (scene, listed[1])),
        ("evaluate", "faces", faces, "--model", model, "--json", model),
        ("evaluate", "scenes", scenes, "--detector", model, "--json", model),
        ("export-log", window, "--data-dir", window.parent),
    ):
        run(*arguments).assert_refused("would overwrite an input; choose another name")
        assert {path: path.read_bytes() for path in before} == before


def test_any_file_name_can_be_printed(portrait_clip: Path, tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.mp4")
    try:
        (tmp_path / name).write_bytes(portrait_clip.read_bytes())
    except OSError:
        pytest.skip("the file system accepts only UTF-8 names")
    strict = os.environ | {"PYTHONIOENCODING": "utf-8:strict"}
    arguments = ("detect", tmp_path / name, "--output", tmp_path / "out", "--max-frames", 2)
    outcome = run_child(*arguments, env=strict)
    assert (outcome.code, outcome.err) == (0, "")
    assert (tmp_path / "out" / name).is_file()


def test_an_address_or_nothing_as_an_output_is_refused_in_one_line(
    run, wall: Path, tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    address = "http://me:secret@camera.example/x.mp4"
    for arguments in (
        ("detect", wall, "--output", address),
        ("detect", wall, "--report", address),
        ("bench", wall, "--json", address),
        ("evaluate", "faces", tmp_path, "--json", address),
        ("export-log", address),
        ("export-figures", address),
        ("evaluate", "faces", tmp_path, "--gallery", address),
        ("train", "--data", tmp_path, "--output", address),
    ):
        outcome = run(*arguments)
        outcome.assert_refused("cannot be written to an address")
        assert "secret" not in outcome.out + outcome.err
        run(*arguments[:-1], "").assert_refused("the name is empty")
    assert [path.name for path in tmp_path.iterdir()] == ["wall.png"]


def test_the_demo_clip_is_no_folder_of_that_name(run, tmp_path: Path, monkeypatch) -> None:
    for name in ("a.png", "b.png"):
        write_picture(tmp_path / "demo" / name)
    monkeypatch.chdir(tmp_path)
    outcome = run("detect", "demo", "--output", "out.mp4", "--max-frames", 2)
    assert outcome.code == 0, outcome.err
    assert (tmp_path / "out.mp4").is_file()

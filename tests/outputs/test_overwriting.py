from pathlib import Path

import pytest

from maskapp.errors import OutputError
from maskapp.outputs.overwriting import folders_in, refuse_overwriting
from tests.support.command_line import write_picture


def assert_refused(path: Path, *inputs: Path) -> None:
    with pytest.raises(OutputError, match="would overwrite an input; choose another name"):
        refuse_overwriting(path, inputs)


def test_an_input_is_not_overwritten_by_any_name(tmp_path: Path) -> None:
    clip, link, twin = (tmp_path / name for name in ("a.mp4", "link.mp4", "twin.mp4"))
    clip.touch()
    link.symlink_to(clip)
    twin.hardlink_to(clip)
    for path in (clip, link, twin, tmp_path / "." / "a.mp4"):
        assert_refused(path, tmp_path / "missing.mp4", clip)
    refuse_overwriting(tmp_path / "b.mp4", [clip])


def test_the_pictures_of_a_folder_are_inputs_and_its_other_files_are_not(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    picture, damaged = write_picture(folder / "a.png"), folder / "b.jpg"
    damaged.touch()
    nameless = picture.with_name("c")
    nameless.write_bytes(picture.read_bytes())
    elsewhere = write_picture(tmp_path / "elsewhere.png")
    (folder / "d.png").symlink_to(elsewhere)
    (folder / "e.png").symlink_to(tmp_path / "gone.png")
    for path in (picture, damaged, nameless, elsewhere):
        assert_refused(path, folder)
    report, below = folder / "r.jsonl", write_picture(folder / "marked" / "a.png")
    report.write_text("{}")
    for path in (report, below, folder / "new.png", folder / "e.png"):
        refuse_overwriting(path, [folder])
    assert_refused(below, *folders_in(folder))
    assert folders_in(tmp_path / "none") == []

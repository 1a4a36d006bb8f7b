from pathlib import Path

import pytest

from maskapp.errors import DatasetError
from maskapp.records import CLASS_LABELS
from maskapp.training.data.dataset import read_samples
from tests.support.picture_bytes import encoded, heic

WITH, WITHOUT, WRONG = CLASS_LABELS


def write_pictures(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encoded(".jpg"))
    return folder


def test_other_names_of_the_labels_are_known(tmp_path: Path, capsys) -> None:
    names = ["No Mask/a.jpg", "MASK/b.jpg", "mask_weared_incorrect/c.jpg", "with_mask/d.jpg"]
    samples = read_samples(write_pictures(tmp_path, *names))
    assert [(sample.label, sample.path.name) for sample in samples] == [
        (WITH, "b.jpg"),
        (WITH, "d.jpg"),
        (WITHOUT, "a.jpg"),
        (WRONG, "c.jpg"),
    ]
    assert capsys.readouterr().err == ""


def test_folders_of_unknown_names_are_named(tmp_path: Path, capsys) -> None:
    write_pictures(tmp_path, "mask/a.jpg", "hats/b.jpg", ".cache/c.jpg", "scarves\n/d.jpg")
    assert len(read_samples(tmp_path)) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{tmp_path}: left out, because the folder's name is no label (with_")
    assert line.endswith(": hats, 'scarves\\n'")


def test_many_unknown_folders_are_counted(tmp_path: Path, capsys) -> None:
    write_pictures(tmp_path, "mask/a.jpg", *(f"p{number}/a.jpg" for number in range(9)))
    read_samples(tmp_path)
    assert capsys.readouterr().err.endswith(": p0, p1, p2, p3, p4 and 4 more\n")


def test_a_data_set_without_any_known_folder_is_refused(tmp_path: Path) -> None:
    write_pictures(tmp_path, "hats/a.jpg", "scarves/b.jpg")
    with pytest.raises(
        DatasetError, match=r"no folder named like a label, but hats, scarves; call them with_mask"
    ):
        read_samples(tmp_path)


def test_the_corrections_in_a_data_folder_are_suggested(tmp_path: Path) -> None:
    write_pictures(tmp_path, "snapshots/pictures/a.jpg", "corrections/images/a.jpg")
    (tmp_path / "corrections" / "annotations.json").write_text("{}")
    with pytest.raises(DatasetError, match=rf"name {tmp_path / 'corrections'} instead"):
        read_samples(tmp_path)


def test_the_folder_that_holds_the_labels_is_suggested(tmp_path: Path) -> None:
    write_pictures(tmp_path, "docs/a.jpg", "Train/WithMask/a.jpg", "Train/WithoutMask/b.jpg")
    with pytest.raises(DatasetError, match=rf"docs; name {tmp_path / 'Train'} instead"):
        read_samples(tmp_path)


def test_the_content_decides_what_is_a_picture(tmp_path: Path) -> None:
    write_pictures(tmp_path, "mask/a", "mask/b.jfif")
    (tmp_path / "mask/c.heic").write_bytes(heic())
    (tmp_path / "mask/d.txt").write_text("no picture")
    assert [sample.path.name for sample in read_samples(tmp_path)] == ["a", "b.jfif", "c.heic"]


def test_a_manifest_may_use_other_names(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text(
        "file,label,source,group,x1,y1,x2,y2\na.jpg,Masked,web,1,1,2,3,4\n"
    )
    assert [sample.label for sample in read_samples(tmp_path)] == [WITH]


def test_a_folder_named_by_dots_has_its_own_name(tmp_path: Path, monkeypatch) -> None:
    folder = write_pictures(tmp_path / "mine", "mask/a.jpg", "other/b.jpg")
    monkeypatch.chdir(folder)
    assert read_samples(Path())[0].source == "mine"
    monkeypatch.chdir(folder / "mask")
    assert read_samples(Path(".."))[0].source == "mine"
    assert read_samples(folder)[0].source == "mine"

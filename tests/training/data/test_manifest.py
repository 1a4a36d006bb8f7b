from pathlib import Path

import pytest

from maskapp.errors import DatasetError
from maskapp.records import Box
from maskapp.training.data.manifest import read_manifest

COLUMNS = "file,label,source,group,x1,y1,x2,y2"
ROW = "a.png,with_mask,web,g,1,2,30,40"


def written(folder: Path, *rows: str, columns: str = COLUMNS, encoding: str = "utf-8") -> Path:
    file = folder / "manifest.csv"
    file.write_text("\n".join([columns, *rows, ""]), encoding)
    return file


def test_rows_are_read_in_any_order_of_columns(tmp_path: Path) -> None:
    columns = "x1,y1,x2,y2,label,file,group,source,note"
    (sample,) = read_manifest(written(tmp_path, "1,2,30,40,Masked,a.png,g,web,-", columns=columns))
    assert (sample.path, sample.label) == (tmp_path / "a.png", "with_mask")
    assert (sample.source, sample.group, sample.box) == ("web", "g", Box(1, 2, 30, 40))


def test_a_spreadsheets_mark_of_utf_8_does_not_matter(tmp_path: Path) -> None:
    assert len(read_manifest(written(tmp_path, ROW, encoding="utf-8-sig"))) == 1


def test_pictures_without_a_group_are_groups_of_their_own(tmp_path: Path) -> None:
    rows = [f"{name},with_mask,web,,1,2,30,40" for name in ("a.png", "b.png")]
    assert [one.group for one in read_manifest(written(tmp_path, *rows))] == ["a.png", "b.png"]


@pytest.mark.parametrize(
    "row",
    [
        "a.png,with_mask,web,g,30,2,1,40",
        "a.png,with_mask,web,g,1,40,30,2",
        "a.png,with_mask,web,g,1,2,1,40",
        "a.png,with_mask,web,g,1,2,200000,200000",
        "a.png,with_mask,web,g,1,2,nan,40",
        "a.png,uncertain,web,g,1,2,30,40",
        "a.png,with_mask",
        "a\0.png,with_mask,web,g,1,2,30,40",
        ",with_mask,web,g,1,2,30,40",
    ],
)
def test_a_bad_row_is_named_by_line_and_picture(tmp_path: Path, row: str) -> None:
    with pytest.raises(DatasetError, match=r"manifest\.csv, line 3, ") as raised:
        read_manifest(written(tmp_path, ROW, row))
    assert "\0" not in str(raised.value)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    file = written(tmp_path, ROW, columns=COLUMNS.replace("x1", "left"))
    with pytest.raises(DatasetError, match="it has no column x1"):
        read_manifest(file)


def test_a_manifest_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"manifest\.csv cannot be read"):
        read_manifest(tmp_path / "manifest.csv")

from pathlib import Path

import pytest

from maskapp.files.file_names import file_name_problem, free_path


@pytest.mark.parametrize("stem", ["door", "Tür 2025-01-01", "nulpunkt", "a.b", "😷" * 40])
def test_ordinary_names_are_allowed(stem: str) -> None:
    assert file_name_problem(stem) is None


@pytest.mark.parametrize(
    ("stem", "problem"),
    [
        ("", "is empty"),
        (" . ", "is empty"),
        ("😷" * 60, "is too long for a file name"),
        (".hidden", "starts with a dot"),
        *((f"a{character}b", "has one of the characters") for character in '<>:"/\\|?*\0\n\x7f'),
        ("a\ud800", "has one of the characters"),
        *((name, "is the name of a device") for name in ("NUL", "con.door", "lpt1 .x", "com9")),
    ],
    ids=ascii,
)
def test_names_that_some_system_refuses_are_not_allowed(stem: str, problem: str) -> None:
    assert (file_name_problem(stem) or "").startswith(problem)


def test_a_free_path_is_returned_unchanged(tmp_path: Path) -> None:
    assert free_path(tmp_path / "a.mp4") == tmp_path / "a.mp4"


def test_the_first_free_number_is_appended_to_the_stem(tmp_path: Path) -> None:
    for name in ("a.b.mp4", "a.b-2.mp4", "a.b-4.mp4"):
        (tmp_path / name).touch()
    assert free_path(tmp_path / "a.b.mp4") == tmp_path / "a.b-3.mp4"


def test_other_conditions_can_make_a_path_taken() -> None:
    taken = {Path("x.png"), Path("x-2.png")}
    assert free_path(Path("x.png"), taken.__contains__) == Path("x-3.png")


def test_a_name_that_is_too_long_raises(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="name too long"):
        free_path(tmp_path / ("a" * 300 + ".mp4"))

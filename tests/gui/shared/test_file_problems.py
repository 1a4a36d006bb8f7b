import os

import pytest

from maskapp.errors import OutputError
from maskapp.gui.shared.file_problems import UnusedContent


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "sources.json"
    path.write_text("{", encoding="utf-8")
    return path


def test_no_problem_is_no_message_and_no_copy(file, qapp) -> None:
    assert UnusedContent([], file).message == ""
    assert list(file.parent.iterdir()) == [file]


def test_a_problem_is_told_and_a_copy_is_kept(file, qapp) -> None:
    text = UnusedContent([f"Line 1 of {file} is damaged."], file).message
    [copy] = file.parent.glob("sources.broken-*.json")
    assert text.startswith("Line 1 of sources.json is damaged.")
    assert str(copy) in text
    assert copy.read_text(encoding="utf-8") == "{"


def test_many_problems_are_summed_up_and_all_logged(file, qapp, caplog) -> None:
    text = UnusedContent([f"Problem {number}." for number in range(5)], file).message
    assert "Problem 1. The log file lists 3 more." in text
    assert "Problem 2" not in text
    assert [record.message for record in caplog.records] == [f"Problem {n}." for n in range(5)]


def test_a_file_that_cannot_be_copied_is_not_given_free_until_it_can_be(
    file, qapp, monkeypatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as context:
        context.setattr(os, "fsync", full)
        unused = UnusedContent([f"{file} is damaged."], file)
        assert "Nothing is saved there for now" in unused.message
        with pytest.raises(OutputError, match="the disk is full"):
            unused.require_kept()
        assert unused.is_unread
    unused.require_kept()
    assert not unused.is_unread
    [copy] = file.parent.glob("sources.broken-*.json")
    assert copy.read_text(encoding="utf-8") == "{"

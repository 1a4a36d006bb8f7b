import pytest

from maskapp.gui.shared.file_problems import summary_of_problems


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "sources.json"
    path.write_text("{", encoding="utf-8")
    return path


def test_no_problem_is_no_message_and_no_copy(file, qapp) -> None:
    assert summary_of_problems([], file) == ""
    assert list(file.parent.iterdir()) == [file]


def test_a_problem_is_told_and_a_copy_is_kept(file, qapp) -> None:
    text = summary_of_problems([f"Line 1 of {file} is damaged."], file)
    [copy] = file.parent.glob("sources.broken-*.json")
    assert text.startswith("Line 1 of sources.json is damaged.")
    assert str(copy) in text
    assert copy.read_text(encoding="utf-8") == "{"


def test_many_problems_are_summed_up_and_all_logged(file, qapp, caplog) -> None:
    text = summary_of_problems([f"Problem {number}." for number in range(5)], file)
    assert "Problem 1. The log file lists 3 more." in text
    assert "Problem 2" not in text
    assert [record.message for record in caplog.records] == [f"Problem {n}." for n in range(5)]

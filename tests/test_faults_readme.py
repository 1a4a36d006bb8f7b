"""The tests that tests/faults/README.md names are there."""

import re
from pathlib import Path

TESTS = Path(__file__).parent
TABLES = (TESTS / "faults" / "README.md").read_text(encoding="utf-8")
NAME = re.compile(r"`([\w/]+\.py)(?:::(\w+))?`")


def test_each_line_names_tests_that_are_there() -> None:
    names = NAME.findall(TABLES)
    assert len(names) > 100, "the form of the names has changed"
    missing = [(file, test) for file, test in names if not is_there(file, test)]
    assert missing == []


def is_there(file: str, test: str) -> bool:
    path = TESTS / file
    if not path.is_file():
        return False
    return not test or f"def {test}(" in path.read_text(encoding="utf-8")


def test_each_name_of_a_test_is_written_from_the_folder_of_all_tests() -> None:
    tables = [line for line in TABLES.splitlines() if line.startswith("|")]
    written = re.findall(r"`([^`]*\.py[^`]*)`", "\n".join(tables))
    assert [name for name in written if not NAME.fullmatch(f"`{name}`")] == []


def test_each_case_has_five_columns_and_a_test() -> None:
    cases = [
        line
        for line in TABLES.splitlines()
        if line.startswith("| ") and not line.startswith(("| Case", "| ---"))
    ]
    for case in cases:
        columns = re.split(r" \| ", case.strip("| "))
        assert len(columns) == 5, case
        assert ".py" in columns[3] or columns[3].startswith("out of reach"), case


def test_each_test_of_the_folder_proves_a_case() -> None:
    soaks = {f"faults/{path.name}" for path in (TESTS / "faults").glob("test_*.py")}
    assert soaks <= {file for file, _ in NAME.findall(TABLES)}

import json
from pathlib import Path

import pytest

from maskapp.commands.json_output import require_writable, write_json
from maskapp.errors import OutputError


def test_numbers_are_read_back(tmp_path: Path) -> None:
    numbers = {"fps": 20.5, "stages_ms": {"track": {"p50": 1}}, "peak_rss_mb": None}
    write_json(tmp_path / "a.json", numbers)
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == numbers


def test_checking_keeps_an_existing_file(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("old")
    require_writable(tmp_path / "a.json")
    assert (tmp_path / "a.json").read_text() == "old"


@pytest.mark.parametrize("write", [require_writable, lambda path: write_json(path, {})])
def test_a_file_that_cannot_be_written_is_reported(tmp_path: Path, write) -> None:
    for path in (tmp_path, tmp_path / "none" / "a.json"):
        with pytest.raises(OutputError, match="Cannot write"):
            write(path)

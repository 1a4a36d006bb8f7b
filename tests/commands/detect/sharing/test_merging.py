"""Parts in the outputs; `test_archive.py` compares these with those of one process."""

from pathlib import Path

import pytest

from maskapp.commands.detect.annotated_output import AnnotatedOutput
from maskapp.commands.detect.failed_inputs import FailedInputs
from maskapp.commands.detect.outputs import Outputs
from maskapp.commands.detect.sharing.merging import Merger
from maskapp.commands.detect.sharing.parts import (
    EVENT,
    PICTURE,
    REPORT,
    Drawn,
    PartEnd,
    writing_part,
)
from maskapp.commands.detect.table import Summary, SummaryTable
from maskapp.errors import OutputError, ReportedError, SourceError
from maskapp.outputs.json_lines import JsonLinesFile, json_line


def merger(folder: Path, *, report=None, events=None, target=None, count: int = 2) -> Merger:
    return Merger(folder, Outputs(report, events, target, FailedInputs(count), SummaryTable()))


def test_lines_go_where_they_belong(tmp_path: Path) -> None:
    with writing_part(tmp_path, "key") as part:
        for number in range(3):
            part.lines(EVENT).write_line({"person": number})
            part.lines(REPORT).write_line({"frame": number})
        part.finish(PartEnd(Summary("a.mp4", frames=3)))
    report_path, events_path = tmp_path / "r.jsonl", tmp_path / "e.jsonl"
    with JsonLinesFile(report_path) as report, JsonLinesFile(events_path) as events:
        merging = merger(tmp_path, report=report, events=events)
        merging.add("key", "a.mp4")
    assert report_path.read_bytes() == b"".join(json_line({"frame": n}) for n in range(3))
    assert events_path.read_bytes() == b"".join(json_line({"person": n}) for n in range(3))
    assert "a.mp4" in merging.outputs.table.text()


def test_a_failed_input_is_told_and_counted(tmp_path: Path, capsys) -> None:
    with writing_part(tmp_path, "key") as part:
        part.finish(PartEnd(None, ["skipped b.png"], "a.mp4: damaged"))
    merging = merger(tmp_path)
    merging.add("key", "a.mp4")
    assert capsys.readouterr().err == "skipped b.png\nmaskapp: a.mp4: damaged\n"
    assert not merging.outputs.table.has_frames
    with pytest.raises(ReportedError):
        merging.outputs.failures.raise_any()
    with pytest.raises(SourceError, match=r"a\.mp4: damaged"):
        merger(tmp_path, count=1).add("key", "a.mp4")


def test_names_are_given_in_the_order_of_merging(tmp_path: Path) -> None:
    for key in ("one", "two"):
        folder = tmp_path / f"{key}.drawn"
        folder.mkdir()
        (folder / "000000.png").write_text(key)
        with writing_part(tmp_path, key) as part:
            part.lines(PICTURE).write_line({"name": "a.bmp", "file": "000000.png"})
            size_bytes = len(key)
            part.finish(PartEnd(Summary(key), drawn=Drawn(folder.name, "written", "", size_bytes)))
    merging = merger(tmp_path, target=AnnotatedOutput(tmp_path / "out", []))
    for key in ("two", "one"):
        merging.add(key, "a.bmp")
    out = tmp_path / "out"
    assert (out / "a.png").read_text() == "two"
    assert (out / "a-2.png").read_text() == "one"
    assert f"written: {out}" in merging.outputs.table.text()


def test_a_part_that_is_gone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="gone"):
        merger(tmp_path).add("key", "a.mp4")

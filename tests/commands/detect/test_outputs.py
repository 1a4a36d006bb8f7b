from pathlib import Path

from maskapp.commands.detect.annotated_output import AnnotatedOutput
from maskapp.commands.detect.failed_inputs import FailedInputs
from maskapp.commands.detect.outputs import Outputs
from maskapp.commands.detect.table import SummaryTable
from maskapp.outputs.json_lines import JsonLinesFile


def test_only_what_is_wanted_has_a_path(tmp_path: Path) -> None:
    failures, table = FailedInputs(1), SummaryTable()
    assert Outputs(None, None, None, failures, table).paths() == []
    target = AnnotatedOutput(tmp_path / "out", [])
    with JsonLinesFile(tmp_path / "e.jsonl") as events:
        outputs = Outputs(None, events, target, failures, table)
        assert outputs.paths() == [tmp_path / "e.jsonl", tmp_path / "out"]

"""What one command writes for all its inputs."""

from dataclasses import dataclass
from pathlib import Path

from maskapp.commands.detect.annotated_output import AnnotatedOutput
from maskapp.commands.detect.failed_inputs import FailedInputs
from maskapp.commands.detect.table import SummaryTable
from maskapp.outputs.json_lines import JsonLinesFile


@dataclass(slots=True)
class Outputs:
    """What a command writes for all inputs.

    Attributes:
        report: The report; None for none.
        events: The events; None for none.
        target: The annotated output; None for none.
        failures: The inputs that failed.
        table: The table at the end.
    """

    report: JsonLinesFile | None
    events: JsonLinesFile | None
    target: AnnotatedOutput | None
    failures: FailedInputs
    table: SummaryTable

    def paths(self) -> list[Path]:
        """Return the paths of all outputs that are wanted."""
        files = [file.path for file in (self.report, self.events) if file is not None]
        return [*files, self.target.path] if self.target else files

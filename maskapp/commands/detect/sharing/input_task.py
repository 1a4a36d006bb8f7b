"""The task of a whole input."""

import socket
from dataclasses import dataclass
from pathlib import Path

from maskapp.commands.detect.one_input import Options, Sinks, process_input
from maskapp.commands.detect.sharing.fingerprints import file_size
from maskapp.commands.detect.sharing.part_drawing import PartDrawing
from maskapp.commands.detect.sharing.parts import EVENT, PICTURE, REPORT, PartEnd, PartWriter
from maskapp.commands.detect.sharing.task import Plan
from maskapp.commands.detect.table import Summary
from maskapp.commands.interrupts import Stop
from maskapp.display_names import printable
from maskapp.errors import PictureFormatError, SourceError
from maskapp.pipeline.sources.source import open_source


@dataclass(frozen=True, slots=True)
class InputTask:
    """One input that is no folder.

    Attributes:
        key: The name of its part.
        text: The input, as the user named it.
        input_name: Name of the input in report and events, if they cover several.
        size_bytes: Size of the file; None if there is none.
        opened: The input, as other computers open it; None if they do not.
    """

    key: str
    text: str
    input_name: str | None
    size_bytes: int | None
    opened: str | None = None
    file_count = 1

    def do(self, plan: Plan, model: Path, part: PartWriter) -> PartEnd:
        """Process the input; see `Task`."""
        drawing = None
        if plan.output:
            lines = part.lines(PICTURE)
            drawing = PartDrawing.of_task(plan.output, plan.form, plan.folder, self.key, lines)
        problems: list[str] = []
        sinks = Sinks(
            part.lines(REPORT) if plan.has_report else None,
            part.lines(EVENT) if plan.has_events else None,
            drawing.begin if drawing else None,
            problems.append,
            self.input_name,
            has_progress=False,
        )
        summary, message = None, ""
        try:
            self._require_same_file()
            with open_source(self.opened or self.text, named=self.text) as source:
                summary = Summary(source.info.name)
                options = Options(plan.settings, model, plan.max_frames)
                process_input(source, summary, options, sinks, Stop())
        except (SourceError, PictureFormatError) as error:
            message = str(error)
        has_frames = summary is not None and summary.frames > 0
        drawn = drawing.drawn(has_frames=has_frames) if drawing else None
        return PartEnd(summary, problems, message, drawn)

    def _require_same_file(self) -> None:
        """Check that a file is the one that the command saw."""
        if self.size_bytes is None:
            return
        size_bytes = file_size(self.opened or self.text)
        if size_bytes is None:
            raise SourceError(
                f"{printable(self.text)}: {socket.gethostname()} cannot see this file, which has"
                " been removed, or which not every computer of the cluster reaches by this path"
            )
        if size_bytes != self.size_bytes:
            raise SourceError(
                f"{printable(self.text)}: has changed, or is another file on {socket.gethostname()}"
            )

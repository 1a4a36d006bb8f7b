"""A crew that does tasks in this process, the latest first, as an unlucky order would have it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from maskapp import __version__, paths
from maskapp.commands.detect.annotated_output import AnnotatedOutput
from maskapp.commands.detect.failed_inputs import FailedInputs
from maskapp.commands.detect.outputs import Outputs
from maskapp.commands.detect.sharing.archive import Archive
from maskapp.commands.detect.sharing.crew import Done
from maskapp.commands.detect.sharing.fingerprints import model_fingerprint
from maskapp.commands.detect.sharing.parts_folder import PartsFolder
from maskapp.commands.detect.sharing.task import Plan, Task, do_task
from maskapp.commands.detect.table import SummaryTable
from maskapp.commands.interrupts import Stop
from maskapp.outputs.json_lines import JsonLinesFile
from maskapp.settings.settings import Settings


class InlineCrew:
    """A crew; it notes the tasks that it did, and of which inputs."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.did: list[str] = []
        self.tasks: list[Task] = []
        self._waiting: list[Task] = []

    def has_room(self) -> bool:
        return len(self._waiting) < 3

    def start(self, task: Task) -> None:
        self._waiting.append(task)

    def finished(self, _wait_s: float) -> list[Done]:
        return [self.do(self.take())]

    def take(self) -> Task:
        """Return the next task."""
        return self._waiting.pop()

    def do(self, task: Task) -> Done:
        """Do a task."""
        do_task(self.plan, task)
        self.did.append(Path(task.text).name)
        self.tasks.append(task)
        return Done(task)

    def close(self) -> None:
        pass


def make_plan(folder: Path, **changes: object) -> Plan:
    """Return a plan for parts in a folder."""
    (folder / "mark").touch()
    usual: dict[str, object] = {
        "version": __version__,
        "folder": folder,
        "mark": "mark",
        "settings": Settings(),
        "model": None,
        "fingerprint": model_fingerprint(paths.default_model()),
        "max_frames": None,
        "has_report": True,
        "has_events": True,
        "output": None,
        "form": "",
    }
    return Plan(**{**usual, **changes})


def run_archive(
    inputs: Sequence[Path],
    folder: Path,
    *,
    use: Callable[[InlineCrew], object] | None = None,
    stop: Stop | None = None,
    **changes: object,
) -> InlineCrew:
    """Run a command that writes everything to a folder, and return its crew.

    Args:
        inputs: The inputs.
        folder: Receives `r.jsonl`, `e.jsonl` and `out`, and the parts in `parts` until the end.
        use: Called with the crew before it begins.
        stop: See `Archive.run`.
        **changes: To the plan.
    """
    folder.mkdir(exist_ok=True)
    parts = PartsFolder(folder / "parts", {"option": 1})
    out = folder / "out"
    plan = make_plan(parts.path, **{"mark": parts.mark, "output": out, **changes})
    (parts.path / "mark").unlink()
    crew = InlineCrew(plan)
    if use:
        use(crew)
    try:
        with (
            JsonLinesFile(folder / "r.jsonl") as report,
            JsonLinesFile(folder / "e.jsonl") as events,
        ):
            failures = FailedInputs(len(inputs))
            target = AnnotatedOutput(out, inputs) if plan.output else None
            outputs = Outputs(report, events, target, failures, SummaryTable())
            names = [str(path) for path in inputs]
            Archive(names, plan, outputs, is_elsewhere=False).run(crew, stop or Stop())
        parts.remove()
    finally:
        parts.close()
    return crew


def stop_after(count: int, stop: Stop, did: set[str]) -> Callable[[InlineCrew], None]:
    """Return a `use` of `run_archive` that stops it after so many tasks, whose keys it notes."""

    def use(crew: InlineCrew) -> None:
        finished = crew.finished

        def finished_until(wait_s: float) -> list[Done]:
            done = finished(wait_s)
            did.update(each.task.key for each in done)
            if len(did) == count:
                stop.number = 15
            return done

        crew.finished = finished_until

    return use

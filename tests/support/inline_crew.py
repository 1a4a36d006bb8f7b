"""A crew that does tasks in this process, the latest first, as an unlucky order would have it."""

from pathlib import Path

from maskapp import __version__, paths
from maskapp.commands.detect.sharing.crew import Done
from maskapp.commands.detect.sharing.fingerprints import model_fingerprint
from maskapp.commands.detect.sharing.task import Plan, Task, do_task
from maskapp.settings.settings import Settings


class InlineCrew:
    """A crew; it notes the inputs that it did."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.did: list[str] = []
        self._waiting: list[Task] = []

    def has_room(self) -> bool:
        return len(self._waiting) < 3

    def start(self, task: Task) -> None:
        self._waiting.append(task)

    def finished(self, _wait_s: float) -> list[Done]:
        task = self._waiting.pop()
        do_task(self.plan, task)
        self.did.append(Path(task.text).name)
        return [Done(task)]

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

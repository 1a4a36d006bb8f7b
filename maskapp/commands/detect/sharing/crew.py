"""A crew: what does tasks, several at once."""

from dataclasses import dataclass
from typing import Protocol

from maskapp.commands.detect.sharing.task import Task


@dataclass(frozen=True, slots=True)
class Done:
    """A task that is over.

    Attributes:
        task: The task.
        lost: Why it has no part, such as that its process was ended twice; "" if it has one.
    """

    task: Task
    lost: str = ""


class Crew(Protocol):
    """Whatever does tasks; close it after use."""

    def has_room(self) -> bool:
        """Return whether another task would soon be begun."""

    def start(self, task: Task) -> None:
        """Have a task done."""

    def finished(self, wait_s: float) -> list[Done]:
        """Return the tasks that are over, waiting a while if there are none.

        Raises:
            MaskappError: No task can be done, such as for a full disk or an unusable model.
        """

    def close(self) -> None:
        """End all tasks, also those that are being done."""

"""Processes that do tasks."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from maskapp.commands.detect.sharing.crew import Done
from maskapp.commands.detect.sharing.input_task import InputTask
from maskapp.commands.detect.sharing.local_crew import LocalCrew
from maskapp.commands.detect.sharing.parts import part_end
from maskapp.errors import OutputError
from tests.support.archives import children_of, is_running, kill, wait_for, wait_for_child_of
from tests.support.command_line import write_picture
from tests.support.inline_crew import make_plan

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc")

LONG = InputTask("long", "demo", None, None)


@pytest.fixture
def crew(tmp_path: Path) -> Iterator[LocalCrew]:
    with closing(LocalCrew(2, make_plan(tmp_path))) as opened:
        yield opened


def wait_for_done(crew: LocalCrew) -> list[Done]:
    done: list[Done] = []
    wait_for(lambda: done.extend(crew.finished(0.1)) or done, "a task that is over")
    return done


def test_tasks_are_done_and_the_processes_are_used_again(crew, tmp_path: Path) -> None:
    tasks = [
        InputTask(name, str(write_picture(tmp_path / f"{name}.png")), None, None) for name in "abc"
    ]
    assert crew.has_room()
    for task in tasks[:2]:
        crew.start(task)
    assert not crew.has_room()
    done = wait_for_done(crew)
    before = children_of(os.getpid())
    crew.start(tasks[2])
    while len(done) < 3:
        done += wait_for_done(crew)
    assert {each.task.key for each in done} == {"a", "b", "c"}
    assert all(part_end(tmp_path, name) is not None for name in "abc")
    assert children_of(os.getpid()) == before
    crew.close()
    assert not any(map(is_running, before))


def test_the_task_of_a_lost_process_is_done_again_once(crew, tmp_path: Path) -> None:
    picture = InputTask("a", str(write_picture(tmp_path / "a.png")), None, None)
    crew.start(picture)
    kill(wait_for_child_of(os.getpid()))
    assert wait_for_done(crew) == [Done(picture)]
    assert part_end(tmp_path, "a") is not None
    crew.start(LONG)
    for _ in range(2):
        child = wait_for_child_of(os.getpid())
        kill(child)
        wait_for(lambda: not is_running(child), "its end")  # noqa: B023 - called at once
        lost = crew.finished(1.0)
    (done,) = lost
    assert done.task == LONG
    assert "ended 2 times, last by signal 9" in done.lost
    assert crew.has_room()


def test_an_error_of_a_process_is_raised_here(tmp_path: Path) -> None:
    with closing(LocalCrew(1, make_plan(tmp_path, mark="none"))) as crew:
        crew.start(InputTask("a", "a.png", None, None))
        with pytest.raises(OutputError, match="cannot see"):
            wait_for_done(crew)


def test_ctrl_c_does_not_reach_the_processes(crew) -> None:
    crew.start(LONG)
    child = wait_for_child_of(os.getpid())
    os.kill(child, signal.SIGINT)
    assert crew.finished(0.5) == []
    assert is_running(child)
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, set())


PARENT = """
import sys
from pathlib import Path
from maskapp.commands.detect.sharing.local_crew import LocalCrew
from maskapp.commands.detect.sharing.input_task import InputTask
from tests.support.inline_crew import make_plan

if __name__ == "__main__":
    crew = LocalCrew(1, make_plan(Path(sys.argv[1])))
    crew.start(InputTask("long", "demo", None, None))
    print("started", flush=True)
    while True:
        crew.finished(1.0)
"""


def test_the_processes_end_with_their_parent_even_if_it_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    root = Path(__file__).parents[4]
    with subprocess.Popen(
        [sys.executable, str(script), str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(root)},
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "started\n"
        child = wait_for_child_of(parent.pid)
        parent.kill()
    wait_for(lambda: not is_running(child), "the end of the child")

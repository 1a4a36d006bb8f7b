"""Many inputs by their parts: the outputs are those of one process."""

from pathlib import Path

import pytest

from maskapp.commands.detect.failed_inputs import FailedInputs
from maskapp.commands.detect.outputs import Outputs
from maskapp.commands.detect.sharing.archive import Archive, parts_path
from maskapp.commands.detect.sharing.crew import Done
from maskapp.commands.detect.sharing.parts_folder import PartsFolder
from maskapp.commands.detect.table import SummaryTable
from maskapp.commands.interrupts import Interrupted, Stop
from maskapp.errors import OutputError, ReportedError
from maskapp.settings.settings import Settings
from tests.support.archives import written
from tests.support.detect_runs import run_detect
from tests.support.inline_crew import InlineCrew, make_plan, run_archive, stop_after

SETTINGS = Settings(violation_after_s=0.5)

pytestmark = pytest.mark.usefixtures("quick_engine")


@pytest.fixture(scope="module")
def expected(inputs, tmp_path_factory, quick_engine) -> dict[str, bytes]:
    """What one process writes, one input after the other."""
    folder = tmp_path_factory.mktemp("one")
    with pytest.raises(ReportedError, match="3 of 9"):
        run_detect(
            *inputs,
            report=folder / "r.jsonl",
            events=folder / "e.jsonl",
            output=folder / "out",
            settings=SETTINGS,
        )
    assert (folder / "e.jsonl").read_bytes()
    return written(folder)


def go_on(inputs: list[Path], folder: Path, **how) -> InlineCrew:
    return run_archive(inputs, folder, settings=SETTINGS, **how)


def test_the_outputs_are_those_of_one_process(inputs, expected, tmp_path, capsys) -> None:
    crew = go_on(inputs, tmp_path / "shared")
    assert written(tmp_path / "shared") == expected
    assert set(crew.did) == {path.name for path in inputs}
    assert len(set(crew.tasks)) == len(crew.tasks)  # named twice, done once
    told = capsys.readouterr().err.splitlines()
    names = ("bad.jpg", "notes.txt", "1.jpg", "cut.mkv", "none.mp4")  # in the order of the inputs
    assert [name for line in told for name in names if name in line] == list(names)


@pytest.mark.parametrize("after", [2, 7])
def test_a_stopped_command_is_gone_on_with(inputs, expected, tmp_path, after) -> None:
    stop = Stop()
    did: set[str] = set()
    stopping = stop_after(after, stop, did)
    with pytest.raises(Interrupted):
        go_on(inputs, tmp_path / "a", use=stopping, stop=stop)
    assert len(did) == after
    assert (tmp_path / "a" / "parts").is_dir()
    crew = go_on(inputs, tmp_path / "a")
    assert written(tmp_path / "a") == expected
    failed = {"bad.jpg", "cut.mkv", "none.mp4"}  # they are tried again
    assert not {task.key for task in crew.tasks if Path(task.text).name not in failed} & did


def test_a_torn_part_is_made_again(inputs, expected, tmp_path) -> None:
    def fail_at_the_end(crew: InlineCrew) -> None:
        def never(_wait_s: float) -> list[Done]:
            raise OutputError("the disk is full")

        finished = crew.finished
        crew.finished = lambda wait_s: never(wait_s) if len(crew.did) > 5 else finished(wait_s)

    with pytest.raises(OutputError):
        go_on(inputs, tmp_path / "a", use=fail_at_the_end)
    parts = sorted((tmp_path / "a" / "parts").glob("*.part"))
    for part in parts[::2]:
        part.write_bytes(part.read_bytes()[:-2])
    for video in (tmp_path / "a" / "parts").glob("*.drawn/video.mp4"):
        video.write_bytes(b"torn")
    go_on(inputs, tmp_path / "a")
    assert written(tmp_path / "a") == expected


def test_an_input_that_changed_is_done_again(inputs, portrait_clip, tmp_path) -> None:
    own = [tmp_path / "a.mp4", tmp_path / "b.mp4"]
    for path in own:
        path.write_bytes(portrait_clip.read_bytes())
    stop = Stop()
    stop.number = 15
    for _ in range(2):
        with pytest.raises(Interrupted):  # after one input
            go_on(own, tmp_path / "out", stop=stop)
    own[0].touch()
    crew = go_on(own, tmp_path / "out")
    assert crew.did == ["a.mp4"]


def test_only_what_is_not_done_again_counts_as_done(inputs, tmp_path) -> None:
    parts = PartsFolder(tmp_path / "parts", {})
    outputs = Outputs(None, None, None, FailedInputs(2), SummaryTable())
    names = [str(inputs[0]), str(inputs[1]), str(inputs[0])]
    plan = make_plan(parts.path)
    counts = []
    for _ in range(2):
        archive = Archive(names, plan, outputs, is_elsewhere=False)
        counts.append(archive.done_count)
        archive.run(InlineCrew(plan), Stop())
        counts.append(archive.done_count)
    parts.close()
    assert counts == [0, 2, 2, 2]  # inputs[1] is damaged


def test_a_lost_input_is_one_line_among_the_others(inputs, tmp_path, capsys) -> None:
    def lose_the_clip(crew: InlineCrew) -> None:
        finished = crew.finished

        def lost(wait_s: float) -> list[Done]:
            (done,) = finished(wait_s)
            return [Done(done.task, "its process was ended") if "1.jpg" in done.task.text else done]

        crew.finished = lost

    go_on([inputs[6], inputs[0]], tmp_path / "a", use=lose_the_clip)
    assert capsys.readouterr().err == f"maskapp: {inputs[6]}: its process was ended\n"


def test_parts_are_beside_the_first_output_that_is_a_file(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert parts_path([Path("/dev/null"), Path("e.jsonl")]) == tmp_path / "e.jsonl.parts"
    assert parts_path([Path()]) == tmp_path.with_name(f"{tmp_path.name}.parts")
    assert parts_path([Path("/dev/null"), Path("/")]) is None
    assert parts_path([]) is None

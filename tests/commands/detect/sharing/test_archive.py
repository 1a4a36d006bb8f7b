"""Many inputs by their parts: the outputs are those of one process."""

from collections.abc import Callable
from pathlib import Path

import pytest

from maskapp.commands.detect.annotated_output import AnnotatedOutput
from maskapp.commands.detect.failed_inputs import FailedInputs
from maskapp.commands.detect.outputs import Outputs
from maskapp.commands.detect.sharing.archive import Archive, parts_path
from maskapp.commands.detect.sharing.crew import Done
from maskapp.commands.detect.sharing.parts_folder import PartsFolder
from maskapp.commands.detect.table import SummaryTable
from maskapp.commands.interrupts import Interrupted, Stop
from maskapp.errors import OutputError, ReportedError
from maskapp.outputs.json_lines import JsonLinesFile
from maskapp.settings.settings import Settings
from tests.support.archives import make_archive, written
from tests.support.detect_runs import run_detect
from tests.support.inline_crew import InlineCrew, make_plan

SETTINGS = Settings(violation_after_s=0.5)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory, portrait, portrait_clip: Path) -> list[Path]:
    return make_archive(tmp_path_factory.mktemp("archive") / "in", portrait, portrait_clip)


@pytest.fixture(scope="module")
def of_one_process(inputs, tmp_path_factory) -> dict[str, bytes]:
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


def go_on(
    inputs: list[Path],
    folder: Path,
    *,
    use: Callable[[InlineCrew], object] | None = None,
    stop: Stop | None = None,
) -> InlineCrew:
    """Run a command, with parts in `folder/parts`, and return its crew."""
    folder.mkdir(exist_ok=True)
    parts = PartsFolder(folder / "parts", {"option": 1})
    out = folder / "out"
    plan = make_plan(parts.path, mark=parts.mark, settings=SETTINGS, output=out)
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
            target = AnnotatedOutput(out, inputs)
            outputs = Outputs(report, events, target, failures, SummaryTable())
            names = [str(path) for path in inputs]
            archive = Archive(names, parts, plan, outputs, is_elsewhere=False)
            archive.run(crew, stop or Stop())
        parts.remove()
    finally:
        parts.close()
    return crew


def test_the_outputs_are_those_of_one_process(inputs, of_one_process, tmp_path, capsys) -> None:
    crew = go_on(inputs, tmp_path / "shared")
    assert written(tmp_path / "shared") == of_one_process
    # Named twice, done once.
    assert sorted(crew.did) == sorted({path.name for path in inputs})
    told = capsys.readouterr().err.splitlines()
    names = ("bad.jpg", "1.jpg", "cut.mkv", "none.mp4")  # in the order of the inputs
    assert [name for line in told for name in names if name in line] == list(names)


@pytest.mark.parametrize("after", [1, 3, 5])
def test_a_stopped_command_is_gone_on_with(inputs, of_one_process, tmp_path, after) -> None:
    stop = Stop()

    def stop_soon(crew: InlineCrew) -> None:
        finished = crew.finished

        def finished_until(wait_s: float) -> list[Done]:
            if len(crew.did) == after:
                stop.number = 15
            return finished(wait_s)

        crew.finished = finished_until

    with pytest.raises(Interrupted):
        go_on(inputs, tmp_path / "a", use=stop_soon, stop=stop)
    assert (tmp_path / "a" / "parts").is_dir()
    crew = go_on(inputs, tmp_path / "a")
    assert written(tmp_path / "a") == of_one_process
    failed = {"bad.jpg", "cut.mkv", "none.mp4"}  # they are tried again
    again = len(set(crew.did) - failed)
    assert again <= 4  # of 4 that can be read, without what was done
    assert len(crew.did) < len(set(inputs))


def test_a_torn_part_is_made_again(inputs, of_one_process, tmp_path) -> None:
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
    assert written(tmp_path / "a") == of_one_process


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
        archive = Archive(names, parts, plan, outputs, is_elsewhere=False)
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

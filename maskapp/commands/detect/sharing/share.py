"""Sharing the inputs of a command among processes or computers, and going on where one stopped."""

import contextlib
from collections.abc import Iterator, Sequence

from maskapp import __version__, paths
from maskapp.commands.console import tell
from maskapp.commands.detect.annotated_output import output_form
from maskapp.commands.detect.one_input import Options
from maskapp.commands.detect.outputs import Outputs
from maskapp.commands.detect.sharing.archive import Archive, parts_path
from maskapp.commands.detect.sharing.crew import Crew
from maskapp.commands.detect.sharing.fingerprints import model_fingerprint, options_of
from maskapp.commands.detect.sharing.local_crew import LocalCrew
from maskapp.commands.detect.sharing.parts_folder import PartsFolder
from maskapp.commands.detect.sharing.task import Plan
from maskapp.commands.interrupts import Stop
from maskapp.commands.missing_packages import missing_package_message
from maskapp.errors import MaskappError
from maskapp.files.temporary_folders import TemporaryFolder


def share(
    inputs: Sequence[str],
    options: Options,
    outputs: Outputs,
    stop: Stop,
    *,
    jobs: int,
    scheduler: str | None,
) -> None:
    """Process inputs, several at once, and write the outputs in their order.

    Args:
        inputs: Names of files and folders, or "demo".
        options: The options of the command.
        outputs: What to write.
        stop: Defers signals meanwhile.
        jobs: Number of processes on this computer.
        scheduler: The address of a Dask scheduler to use instead; None for none.

    Raises:
        Interrupted: A signal ended it early; what is done is kept, and the same command goes on.
        MaskappError: An output, the model or the scheduler cannot be used; likewise.
    """
    if outputs.target:
        outputs.target.refuse_folder_of_inputs()
    kept = parts_path(outputs.paths())
    with contextlib.ExitStack() as stack:
        path = kept or stack.enter_context(TemporaryFolder()).path / "parts"
        wanted = _wanted(options, outputs)
        folder = stack.enter_context(contextlib.closing(PartsFolder(path, wanted)))
        if folder.changed:
            names = ", ".join(folder.changed)
            tell(f"What was done before had other options ({names}): all inputs are done again.")
        plan = _plan(folder, options, outputs, wanted)
        archive = Archive(inputs, plan, outputs, is_elsewhere=scheduler is not None)
        if archive.done_count:
            tell(f"{archive.done_count:,} of {archive.file_count:,} files were done before.")
        with _hint(archive, is_kept=kept is not None):
            crew = stack.enter_context(contextlib.closing(_crew(plan, jobs, scheduler)))
            archive.run(crew, stop)
        folder.remove()


def _crew(plan: Plan, jobs: int, scheduler: str | None) -> Crew:
    if scheduler is None:
        return LocalCrew(jobs, plan)
    try:
        from maskapp.commands.detect.sharing.cluster import ClusterCrew  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("maskapp"):
            raise
        message = missing_package_message("--scheduler", error.name, "cluster")
        raise MaskappError(message) from error
    return ClusterCrew(scheduler, plan)


def _wanted(options: Options, outputs: Outputs) -> dict[str, object]:
    """Return what decides the content of every part."""
    return {
        **options_of(options.settings, model_fingerprint(options.model), options.max_frames),
        "--report": outputs.report is not None,
        "--events": outputs.events is not None,
        "--output": output_form(outputs.target.path) if outputs.target else None,
    }


def _plan(
    folder: PartsFolder, options: Options, outputs: Outputs, wanted: dict[str, object]
) -> Plan:
    is_built_in = options.model == paths.default_model()
    output = outputs.target.path if outputs.target else None
    return Plan(
        version=__version__,
        folder=folder.path,
        mark=folder.mark,
        settings=options.settings,
        model=None if is_built_in else options.model.absolute(),
        fingerprint=str(wanted["model"]),
        max_frames=options.max_frames,
        has_report=outputs.report is not None,
        has_events=outputs.events is not None,
        output=output,
        form=output_form(output) if output else "",
    )


@contextlib.contextmanager
def _hint(archive: Archive, *, is_kept: bool) -> Iterator[None]:
    """Say, if the body ends early, that what is done is kept."""
    try:
        yield
    except BaseException:
        done, count = archive.done_count, archive.file_count
        if is_kept and done:
            # With all pictures of a folder done, they may still have to be drawn or written.
            rest = "the others" if done < count else "what is left"
            tell(f"{done:,} of {count:,} files are done; the same command goes on with {rest}.")
        raise

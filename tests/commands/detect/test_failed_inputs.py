import pytest

from maskapp.commands.detect.failed_inputs import FailedInputs
from maskapp.errors import OutputError, ReportedError, SourceError


def test_the_error_of_a_single_input_is_raised(capsys) -> None:
    failures = FailedInputs(1)
    with pytest.raises(SourceError), failures.noted():
        raise SourceError("a.mp4: damaged")
    assert capsys.readouterr().err == ""


def test_errors_of_several_inputs_are_lines_without_secrets(capsys) -> None:
    failures = FailedInputs(3)
    for message in ("a\nb.mp4: damaged", "rtsp://me:secret@host/x: lost"):
        with failures.noted():
            raise SourceError(message)
    with failures.noted():
        pass
    lines = capsys.readouterr().err.splitlines()
    assert lines == ["maskapp: a b.mp4: damaged", "maskapp: rtsp://host/x: lost"]
    with pytest.raises(ReportedError, match="2 of 3 inputs failed"):
        failures.raise_any()


def test_other_errors_end_the_command() -> None:
    failures = FailedInputs(2)
    with pytest.raises(OutputError), failures.noted():
        raise OutputError("the disk is full")
    failures.raise_any()

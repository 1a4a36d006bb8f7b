import errno
import os
import re

import pytest

from maskapp.commands.system_errors import in_one_line

FILE_FAULTS = (
    "EACCES", "EPERM", "EROFS", "ENAMETOOLONG", "ELOOP", "ENOSPC", "EDQUOT", "EIO", "ESTALE",
    "ENOTCONN",
)  # fmt: skip


@pytest.mark.parametrize("name", FILE_FAULTS)
def test_a_file_that_cannot_be_used_is_named_with_the_cause(name) -> None:
    number = getattr(errno, name)
    error = OSError(number, os.strerror(number), "/mnt/a\nb/x.jsonl")
    assert in_one_line(error) == f"/mnt/a b/x.jsonl: {os.strerror(number)}"


def test_an_address_taken_for_a_file_keeps_its_password() -> None:
    error = OSError(errno.ENAMETOOLONG, "File name too long", "http://me:secret@nas/x")
    assert in_one_line(error) == "http://nas/x: File name too long"


def test_a_closed_pipe_is_standard_output() -> None:
    assert in_one_line(OSError(errno.EPIPE, "x")).startswith("standard output: closed")


@pytest.mark.parametrize("name", ["ENOSPC", "EDQUOT"])
def test_a_full_disk_without_a_file_may_be_any(name) -> None:
    line = in_one_line(OSError(getattr(errno, name), "x"))
    assert re.search("full|used up", line)
    assert not line.startswith("standard output")


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EACCES, "which file?"),
        FileNotFoundError(errno.ENOENT, "No such file", "/usr/lib/part_of_the_program"),
        OSError("without a number"),
    ],
)
def test_an_unforeseen_error_is_none_of_these(error) -> None:
    assert in_one_line(error) is None


def test_a_command_that_meets_an_unforeseen_error_does_not_hide_it(run, monkeypatch) -> None:
    def list_cameras() -> None:
        raise OSError(errno.EBADF, "Bad file descriptor")

    monkeypatch.setattr("maskapp.pipeline.sources.camera_list.list_cameras", list_cameras)
    with pytest.raises(OSError, match="Bad file descriptor"):
        run("cameras")

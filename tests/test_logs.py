import logging
import os
import stat
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest

from maskapp.errors import MaskappError
from maskapp.logs import (
    LOG_FILE_NAME,
    SERVER_LOG_FILE_NAME,
    show_warnings,
    start_logging,
)
from tests.support.logging_restored import logging_restored

ADDRESS = "rtsp://me:secret@camera.example/live"


@pytest.fixture
def log_file(tmp_path):
    """The file that entries go to until the test ends."""
    with logging_restored():
        yield start_logging(tmp_path)


def report_unexpected(error: Exception) -> None:
    try:
        raise error
    except type(error):
        sys.excepthook(*sys.exc_info())


def test_entries_are_written_with_level_thread_and_logger(log_file: Path) -> None:
    logging.getLogger("maskapp.sample").info("the %s starts", "window")
    assert "INFO MainThread maskapp.sample: the window starts\n" in log_file.read_text()


def test_warnings_are_shown_too_without_passwords(log_file: Path, capsys) -> None:
    show_warnings()
    logging.getLogger("maskapp.sample").info("starts")
    logging.getLogger("maskapp.sample").warning("%s does not answer", ADDRESS)
    shown = capsys.readouterr().err
    assert shown.endswith("does not answer\n")
    assert "starts" not in shown
    assert "secret" not in shown


def test_two_programs_at_the_same_time_have_a_file_each(log_file: Path, tmp_path) -> None:
    other = start_logging(tmp_path, SERVER_LOG_FILE_NAME)
    assert other.parent == log_file.parent
    assert other != log_file


def test_the_log_is_rotated_and_only_the_user_can_read_it(log_file: Path) -> None:
    for handler in logging.getLogger().handlers:
        if isinstance(handler, RotatingFileHandler):
            handler.maxBytes = 2000
    for number in range(200):
        logging.getLogger("maskapp.sample").warning("line %d", number)
    parts = list(log_file.parent.iterdir())
    assert len(parts) == 4
    assert {stat.S_IMODE(part.stat().st_mode) for part in parts} == {0o600}
    assert all(part.stat().st_size <= 2000 for part in parts)
    assert "line 199" in log_file.read_text()
    assert stat.S_IMODE(log_file.parent.stat().st_mode) == 0o700


def test_an_unexpected_error_goes_to_the_log_and_to_standard_error(log_file: Path, capsys) -> None:
    report_unexpected(ValueError("odd"))
    for text in (log_file.read_text(), capsys.readouterr().err):
        assert "Traceback" in text
        assert "ValueError: odd" in text


def test_an_unexpected_error_in_a_thread_is_logged(log_file: Path, capsys) -> None:
    thread = threading.Thread(target=lambda: 1 / 0, name="counter")
    thread.start()
    thread.join()
    assert "CRITICAL counter maskapp.logs: unexpected\nTraceback" in log_file.read_text()
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_passwords_of_addresses_are_not_logged(log_file: Path, capsys) -> None:
    logging.getLogger("maskapp.sample").warning("opening %s", ADDRESS)
    report_unexpected(OSError(5, "I/O error", ADDRESS))
    for text in (log_file.read_text(), capsys.readouterr().err):
        assert "rtsp://camera.example/live" in text
        assert "secret" not in text


def test_an_entry_that_cannot_be_written_is_not_shown_with_its_password(log_file, capsys) -> None:
    class Full(logging.StreamHandler):
        def format(self, record: logging.LogRecord) -> str:
            raise OSError(28, "No space left on device")

    logging.getLogger().addHandler(Full())
    logging.getLogger("maskapp.sample").warning("opening %s", ADDRESS)
    assert "secret" not in capsys.readouterr().err


def test_a_folder_that_cannot_be_created_is_named(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way")
    with pytest.raises(MaskappError, match=r"cannot write to its folder .*--data-dir"):
        start_logging(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_place_of_the_file_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    os.mkfifo(tmp_path / "logs" / LOG_FILE_NAME)
    with pytest.raises(MaskappError, match=r"cannot write to its folder .*--data-dir"):
        start_logging(tmp_path)

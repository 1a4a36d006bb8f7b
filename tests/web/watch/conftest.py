"""Fixtures of the log's writer."""

import pytest

from maskapp.web.watch.log_writer import Logged, LogWriter


@pytest.fixture
def said() -> list[str | Logged]:
    return []


@pytest.fixture
def write(tmp_path, said):
    writers = []

    def start() -> LogWriter:
        writer = LogWriter(tmp_path / "log", lambda _, event: said.append(event))
        writers.append(writer)
        writer.start()
        return writer

    yield start
    for writer in writers:
        writer.drop()
        writer.finish(10)

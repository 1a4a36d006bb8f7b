from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import QObject, Slot

from maskapp.gui.statistics.figures_thread import FiguresThread
from maskapp.outputs.figures.period import Period, Unit
from maskapp.outputs.figures.period_figures import PeriodFigures
from maskapp.outputs.snapshots.log import database_path

PERIOD = Period.containing(Unit.DAY, date(2026, 5, 20))
NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)


class Answers(QObject):
    """The answers of a worker, in the test's thread."""

    def __init__(self, worker) -> None:
        super().__init__()
        self.figures: list[PeriodFigures] = []
        self.messages: list[str] = []
        worker.read.connect(self._add_figures)
        worker.failed.connect(self._add_message)

    @Slot(object)
    def _add_figures(self, figures):
        self.figures.append(figures)

    @Slot(str)
    def _add_message(self, message):
        self.messages.append(message)


@pytest.fixture
def thread(folder):
    thread = FiguresThread(folder, UTC)
    yield thread
    assert thread.shutdown()


@pytest.fixture
def answers(thread):
    return Answers(thread.worker)


def test_figures_are_read_in_the_thread(thread, answers, figures, qtbot):
    expected = figures()
    thread.request(PERIOD, None, NOW)
    qtbot.waitUntil(lambda: bool(answers.figures))
    assert answers.figures == [expected]


def test_without_a_log_there_are_none_and_none_is_made(thread, answers, folder, qtbot):
    thread.request(PERIOD, None, NOW)
    qtbot.waitUntil(lambda: bool(answers.figures))
    assert answers.figures[0].recorded is None
    assert not folder.exists()


def test_a_damaged_database_is_reported_and_read_again_when_it_is_repaired(
    thread, answers, folder, figures, qtbot
):
    expected = figures()
    whole = database_path(folder).read_bytes()
    database_path(folder).write_bytes(b"nothing of SQLite" * 99)
    thread.request(PERIOD, None, NOW)
    qtbot.waitUntil(lambda: bool(answers.messages))
    assert "damaged" in answers.messages[0]
    database_path(folder).write_bytes(whole)
    thread.request(PERIOD, None, NOW)
    qtbot.waitUntil(lambda: bool(answers.figures))
    assert answers.figures[0].total == expected.total

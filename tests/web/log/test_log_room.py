"""What requests share of the log."""

import asyncio
from datetime import date

import pytest

from maskapp.outputs.figures.period import Period, Unit
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.records import MaskLabel
from maskapp.web.log.log_room import LogRoom
from tests.support.logged import log_folder, put_snapshot


@pytest.fixture
def room(tmp_path):
    room = LogRoom(log_folder(tmp_path))
    yield room
    room.close()


def test_the_card_of_a_deleted_snapshot_is_no_longer_given(room, tmp_path):
    snapshot = put_snapshot(tmp_path, MaskLabel.WITH_MASK)
    card = asyncio.run(room.card(snapshot.id))
    assert card is not None
    assert asyncio.run(room.card(snapshot.id)) is card  # made once
    with SnapshotLog(log_folder(tmp_path)) as log:
        log.delete([snapshot.id])
    assert asyncio.run(room.card(snapshot.id)) is None


def test_without_a_log_there_are_no_figures_and_no_cards(room):
    figures = asyncio.run(room.figures(Period.containing(Unit.DAY, date(2026, 11, 26)), None))
    assert figures.recorded is None
    assert asyncio.run(room.card(1)) is None

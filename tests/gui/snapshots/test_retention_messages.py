from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QObject

from maskapp.gui.snapshots.retention_messages import RetentionMessages
from maskapp.outputs.snapshots.retention import RetentionResult

NOW = datetime(2046, 5, 17, tzinfo=UTC)


@pytest.fixture
def messages(qapp):
    owner = QObject()
    made = RetentionMessages(owner)
    made.owner, made.told = owner, []
    made.removed.connect(lambda text: made.told.append(("removed", text)))
    made.held.connect(lambda text: made.told.append(("held", text)))
    made.not_restored.connect(lambda text: made.told.append(("not restored", text)))
    return made


def test_nothing_removed_is_no_message(messages):
    messages.add(RetentionResult(), NOW)
    assert messages.told == []


def test_each_kind_is_told_once(messages):
    for _ in range(3):
        messages.add(RetentionResult(2), NOW)
        messages.add(RetentionResult(0, 5, NOW + timedelta(days=7)), NOW)
    (removed, held) = messages.told
    assert removed == ("removed", "Snapshots beyond the limits in the settings, deleted: 2.")
    assert held[0] == "held"
    assert "The clock says 2046-05-17" in held[1]
    assert "kept until 2046-05-24 at most: 5." in held[1]


def test_what_cannot_be_restored_is_told_each_time(messages):
    messages.add_restored(3, 3)
    assert messages.told == []
    for _ in range(2):
        messages.add_restored(1, 3)
    text = "Deleted snapshots that can no longer be restored: 2. They were removed for good."
    assert messages.told == [("not restored", text)] * 2

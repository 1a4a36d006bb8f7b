import time
from datetime import UTC, datetime, timedelta

import pytest

from maskapp.outputs.local_time import local_now


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the system takes no zone from TZ")
@pytest.mark.parametrize(
    ("zone", "offset_h"), [("UTC", 0), ("XST-13", 13), ("YST8", -8), ("ZST-5:45", 5.75)]
)
def test_the_time_has_the_offset_of_the_computer(monkeypatch, zone, offset_h):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        before, now, after = datetime.now(UTC), local_now(), datetime.now(UTC)
        assert now.utcoffset() == timedelta(hours=offset_h)
        assert before <= now <= after
    finally:
        monkeypatch.undo()
        time.tzset()

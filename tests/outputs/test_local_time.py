from datetime import UTC, date, datetime, timedelta

import pytest

from maskapp.outputs.local_time import local_midnight, local_now
from tests.support.clocks import CAIRO, zone_of_computer


@pytest.mark.parametrize(
    ("zone", "offset_h"), [("UTC", 0), ("XST-13", 13), ("YST8", -8), ("ZST-5:45", 5.75)]
)
def test_the_time_has_the_offset_of_the_computer(zone, offset_h):
    with zone_of_computer(zone):
        before, now, after = datetime.now(UTC), local_now(), datetime.now(UTC)
        assert now.utcoffset() == timedelta(hours=offset_h)
        assert before <= now <= after


def test_each_day_begins_when_the_one_before_ends():
    with zone_of_computer(CAIRO):
        begins = [local_midnight(date(2026, 4, day)) for day in (23, 24, 25)]
    assert begins == [
        datetime(2026, 4, 22, 22, tzinfo=UTC),
        datetime(2026, 4, 23, 22, tzinfo=UTC),
        datetime(2026, 4, 24, 21, tzinfo=UTC),
    ]
    assert [(moment.day, moment.hour) for moment in begins] == [(23, 0), (24, 1), (25, 0)]

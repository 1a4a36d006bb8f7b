import re
from collections import Counter
from datetime import datetime, timedelta

import pytest

from maskapp.label_style import LABEL_WORDS
from maskapp.outputs.export.html_chart import chart
from maskapp.outputs.export.html_summary import Moment
from maskapp.records import MaskLabel

MASK, BARE, WRONG, UNSURE = MaskLabel


@pytest.mark.parametrize("days", [0, 0.02, 0.5, 3, 40, 400, 20_000])
def test_at_most_50_bars_count_every_face(days):
    start = datetime(2026, 1, 1, 8, 7)
    span = timedelta(days=days)
    counts = ({MASK: 3}, {BARE: 2, UNSURE: 1}, {})
    moments = [Moment(start + span * i / 99, Counter(counts[i % 3])) for i in range(100)]
    drawn = chart(moments)
    assert 1 <= len(drawn.bars) <= 50
    total = Counter()
    for bar in drawn.bars:
        for label, name in LABEL_WORDS.items():
            total[label] += int(re.search(rf"[ ,]{name} (\d+)", bar.title)[1])
        assert 0 <= bar.x <= bar.x + drawn.bar_width <= drawn.width
    assert total == {MASK: 34 * 3, BARE: 33 * 2, WRONG: 0, UNSURE: 33}


def test_heights_are_proportional_to_the_number_of_faces():
    moments = [
        Moment(datetime(2026, 1, 1, 8, 0), Counter({MASK: 4, BARE: 2})),
        Moment(datetime(2026, 1, 1, 8, 1), Counter({BARE: 3})),
    ]
    drawn = chart(moments)
    first, second = drawn.bars
    assert [part.label for part in first.parts] == [MASK, BARE]
    mask, bare = first.parts
    assert mask.height == pytest.approx(2 * bare.height)
    assert bare.y + bare.height == pytest.approx(mask.y), "stacked"
    assert second.parts[0].height == pytest.approx(1.5 * bare.height)
    assert [line.faces for line in drawn.scale] == [0, 3, 6]
    assert drawn.scale[-1].y == pytest.approx(bare.y)


def test_time_marks_show_days_for_long_periods_and_minutes_for_short_ones():
    def marks(span):
        moments = [Moment(datetime(2026, 1, 5) + t, Counter({MASK: 1})) for t in (span * 0, span)]
        return [mark.text for mark in chart(moments).marks]

    assert marks(timedelta(minutes=2)) == ["01-05 00:00", "01-05 00:01", "01-05 00:02"]
    assert marks(timedelta(days=80))[0] == "2026-01-05"
    assert 1 <= len(marks(timedelta(days=80))) <= 7


def test_without_faces_there_is_no_chart():
    assert chart([]) is None
    assert chart([Moment(datetime(2026, 1, 1), Counter())]) is None

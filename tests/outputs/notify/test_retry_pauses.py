"""The pauses between attempts."""

import pytest

from maskapp.outputs.notify.retry_pauses import RetryPauses


def test_pauses_grow_from_two_seconds_to_five_minutes():
    pauses = RetryPauses(chance=lambda: 0.5)
    assert [pauses.next_s() for _ in range(10)] == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    pauses.reset()
    assert pauses.next_s() == 2


@pytest.mark.parametrize(("chance", "pause_s"), [(0.0, 1.5), (1.0, 2.5)])
def test_pauses_vary_by_a_quarter(chance, pause_s):
    assert RetryPauses(chance=lambda: chance).next_s() == pause_s

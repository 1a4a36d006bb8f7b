"""How long the next frame of a live source may take."""

import pytest

from maskapp.pipeline.sources.frame_patience import FramePatience


def patience_after(*gaps_s: float) -> FramePatience:
    patience = FramePatience(3.0, 15.0)
    now_s = 100.0
    patience.frame_arrived(now_s)
    for gap_s in gaps_s:
        now_s += gap_s
        patience.frame_arrived(now_s)
    return patience


@pytest.mark.parametrize(
    ("gaps_s", "timeout_s"),
    [
        ((), 15.0),
        ((0.0, 0.04), 15.0),
        ((0.04, 0.04, 0.04), 3.0),
        ((0.0, 1.0, 1.0), 4.0),
        ((4.0, 4.0, 4.0), 15.0),
        ((0.0, 2.0, 0.0, 2.0), 8.0),
        ((2.0, *[0.04] * 8), 3.0),
    ],
    ids=["first", "unknown", "fast", "slow", "slowest", "doubled", "faster again"],
)
def test_the_timeout_follows_the_rate(gaps_s, timeout_s) -> None:
    assert patience_after(*gaps_s).timeout_s == pytest.approx(timeout_s)

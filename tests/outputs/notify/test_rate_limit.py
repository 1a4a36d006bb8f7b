"""The limit of events per minute."""

from maskapp.outputs.notify.rate_limit import RateLimit


def test_allows_so_many_within_any_minute():
    now = [0.0]
    limit = RateLimit(2, lambda: now[0])
    allowed = []
    for now[0] in (0, 10, 20, 59.9, 60, 61, 70):
        allowed.append(limit.allows())
    assert allowed == [True, True, False, False, True, False, True]


def test_another_limit_holds_at_once():
    limit = RateLimit(1, lambda: 0.0)
    assert [limit.allows(), limit.allows()] == [True, False]
    limit.per_minute = 2
    assert limit.allows()

from maskapp.web.access.rate_limit import RateLimit, RequestBudget
from tests.support.asgi_requests import EchoApp, ask, request_scope
from tests.support.clocks import StoppedClock


def test_a_burst_is_allowed_and_then_so_many_per_second() -> None:
    clock = StoppedClock()
    budget = RequestBudget(burst=3, per_second=2.0, clock=clock)
    assert [budget.wait_s("a") for _ in range(4)] == [0, 0, 0, 0.5]
    clock.now_s += 0.25
    assert budget.wait_s("a") == 0.25  # who tries too early does not lose what has come back
    clock.now_s += 0.25
    assert [budget.wait_s("a"), budget.wait_s("a")] == [0, 0.5]
    clock.now_s += 3600
    assert [budget.wait_s("a") for _ in range(4)] == [0, 0, 0, 0.5]


def test_each_client_has_its_own_budget() -> None:
    budget = RequestBudget(burst=1, per_second=1.0, clock=StoppedClock())
    assert [budget.wait_s(client) for client in "abab"] == [0, 0, 1, 1]


def test_ten_thousand_clients_take_bounded_memory() -> None:
    budget = RequestBudget(clock=StoppedClock())
    for number in range(10_000):
        budget.wait_s(str(number))
    assert len(budget._left) == 4096


def test_too_many_requests_are_told_when_to_come_back() -> None:
    inside = EchoApp()
    app = RateLimit(inside, RequestBudget(burst=2, per_second=0.4, clock=StoppedClock()))
    answers = [ask(app, request_scope()) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert answers[2].header("retry-after") == "3"
    assert ask(app, request_scope(kind="websocket")).status == 429
    assert ask(app, request_scope(client="10.0.0.10")).status == 200
    assert len(inside.scopes) == 3

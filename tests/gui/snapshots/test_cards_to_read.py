from maskapp.gui.snapshots.cards_to_read import CardsToRead


def test_requests_are_taken_newest_first_and_once():
    requests = CardsToRead()
    assert requests.ask(1)
    assert not requests.ask(2)
    assert not requests.ask(3)
    assert not requests.ask(1)
    assert requests.take(2) == [1, 3]
    assert not requests.ask(3), "it is being served"
    assert requests.take(2) == [2]
    assert requests.take(2) == []
    assert requests.ask(3)


def test_old_requests_are_dropped():
    requests = CardsToRead()
    for snapshot_id in range(10_000):
        requests.ask(snapshot_id)
    taken = []
    while ids := requests.take(8):
        taken += ids
    assert 0 < len(taken) <= 300
    assert max(taken) == 9_999

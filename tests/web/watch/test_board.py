"""What is kept for viewers."""

from maskapp.web.watch.board import Board, Picture

PICTURE = Picture(b"jpeg", 4, 3, 0.0)


def test_events_are_numbered_and_only_the_last_hundred_are_kept() -> None:
    board = Board()
    for person in range(150):
        board.tell({"person": person})
    told = board.events.value
    assert len(told) == 100
    assert (told[0].number, told[-1].number) == (51, 150)
    assert told[-1].content == {"person": 149}


def test_a_violation_counts_once_however_often_it_is_told() -> None:
    board = Board()
    board.tell({"ended": None})
    board.tell_logged({"ended": None})
    board.tell({"ended": "left"})
    assert board.violations == 1
    assert [told.kind for told in board.events.value] == ["violation", "logged", "violation"]


def test_a_picture_is_wanted_while_anybody_watches() -> None:
    board = Board()
    assert not board.is_picture_wanted
    with board.watching():
        with board.watching():
            pass
        assert board.is_picture_wanted
    assert not board.is_picture_wanted


def test_the_next_viewer_does_not_see_the_picture_of_the_last_one() -> None:
    board = Board()
    with board.watching():
        with board.watching():
            board.picture.put(PICTURE)
        assert board.picture.value is PICTURE
    assert board.picture.value is None

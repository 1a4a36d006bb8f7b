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


def test_a_reader_who_names_what_it_heard_last_has_missed_the_rest() -> None:
    board = Board()
    assert board.heard("") == 0
    for person in range(3):
        board.tell({"person": person})
    assert board.heard(board.id_of(2)) == 2
    assert board.heard(board.id_of(9)) == 3
    assert board.heard("") == 3  # new here, and told what happens from now on


def test_all_is_new_to_a_reader_of_an_earlier_start_of_the_program() -> None:
    earlier, board = Board(), Board()
    board.tell({"person": 1})
    for event_id in (earlier.id_of(1), "nonsense", f"{board.run}-x", f"{board.run}-\u0663"):
        assert board.heard(event_id) == 0


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

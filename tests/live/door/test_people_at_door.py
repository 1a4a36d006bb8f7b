from maskapp.live.door.people_at_door import AtDoor, DoorSign, at_door
from maskapp.live.session.statistics import FaceRow
from maskapp.records import MaskLabel

MASK, BARE, WRONG, UNCERTAIN = (
    MaskLabel.WITH_MASK,
    MaskLabel.WITHOUT_MASK,
    MaskLabel.INCORRECT_MASK,
    MaskLabel.UNCERTAIN,
)


def people(*faces: tuple[MaskLabel, float]) -> AtDoor:
    return at_door([FaceRow(i, label, 1.0, 1.0, px) for i, (label, px) in enumerate(faces)])


def test_nobody_is_told_nothing():
    assert people() == AtDoor(DoorSign.IDLE, is_for_several=False, tracks=frozenset())


def test_each_label_has_its_sign():
    assert people((MASK, 100)).sign is DoorSign.WELCOME
    assert people((BARE, 100)).sign is DoorSign.PUT_ON
    assert people((WRONG, 100)).sign is DoorSign.COVER_NOSE
    assert people((UNCERTAIN, 100)).sign is DoorSign.WAIT


def test_the_gravest_label_decides_among_people_at_the_door():
    assert people((MASK, 100), (WRONG, 90), (BARE, 80)).sign is DoorSign.PUT_ON
    assert people((MASK, 100), (WRONG, 90)).sign is DoorSign.COVER_NOSE
    assert people((MASK, 100), (UNCERTAIN, 90)).sign is DoorSign.WAIT


def test_several_are_spoken_to_only_if_several_have_to_act():
    assert not people((MASK, 100), (BARE, 90)).is_for_several
    assert people((BARE, 100), (BARE, 90), (MASK, 95)).is_for_several


def test_people_in_the_background_do_not_decide():
    nearest = people((MASK, 200), (BARE, 99), (BARE, 40))
    assert nearest == AtDoor(DoorSign.WELCOME, is_for_several=False, tracks=frozenset({0}))


def test_somebody_far_away_decides_while_nobody_is_nearer():
    assert people((BARE, 30)).sign is DoorSign.PUT_ON


def test_people_of_different_heights_belong_together():
    assert people((MASK, 200), (BARE, 100)).sign is DoorSign.PUT_ON

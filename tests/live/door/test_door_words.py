import pytest

from maskapp.live.door.door_words import DEFAULT_WORDS, door_words
from maskapp.live.door.people_at_door import DoorSign
from maskapp.settings.door import DoorSettings


def test_every_sign_has_words():
    assert set(DEFAULT_WORDS) == set(DoorSign)
    for sign in DoorSign:
        assert door_words(sign, DoorSettings(), is_for_several=False) == DEFAULT_WORDS[sign]


def test_several_people_are_spoken_to_as_such():
    words = door_words(DoorSign.PUT_ON, DoorSettings(), is_for_several=True)
    assert words == "Please put on your masks"
    words = door_words(DoorSign.WELCOME, DoorSettings(), is_for_several=True)
    assert words == "Thank you, please come in"


@pytest.mark.parametrize("is_for_several", [False, True])
def test_the_users_own_words_are_used_as_they_are(is_for_several):
    settings = DoorSettings("Danke", "Nase!", "Maske auf!", "Guten Tag")
    said = [door_words(sign, settings, is_for_several=is_for_several) for sign in DoorSign]
    assert said == [
        "Guten Tag", "One moment please", "Danke", "Nase!", "Maske auf!",
        "The camera is not available",
    ]  # fmt: skip


def test_blanks_are_no_words():
    words = door_words(DoorSign.IDLE, DoorSettings(door_idle="  \u200b"), is_for_several=False)
    assert words == DEFAULT_WORDS[DoorSign.IDLE]

import pytest

from maskapp.settings.door import sentence_problem
from maskapp.settings.settings import Settings, problem_with
from tests.support.foreign_texts import OF_MANY_LANGUAGES


@pytest.mark.parametrize(
    "sentence", ["", "Bitte Maske aufsetzen!", "鼻を覆ってください", "x" * 120, *OF_MANY_LANGUAGES]
)
def test_a_sentence_of_any_language_can_be_shown(sentence):
    assert problem_with("door_put_on", sentence) is None


@pytest.mark.parametrize("sentence", ["x" * 121, "two\nlines", "tab\t", "\0", "half \ud83d"])
def test_what_cannot_be_shown_on_the_door_is_refused(sentence):
    assert sentence_problem(sentence)
    assert problem_with("door_welcome", sentence)


def test_the_door_says_the_programs_words_and_shows_nobody_by_default():
    settings = Settings()
    assert settings.door_welcome == settings.door_idle == ""
    assert not settings.door_picture

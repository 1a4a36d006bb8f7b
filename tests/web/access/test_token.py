import pytest

from maskapp.errors import MaskappError
from maskapp.web.access.token import Token, generated, token_from


def test_generated_tokens_differ_and_can_stand_in_a_link() -> None:
    tokens = {generated().text for _ in range(50)}
    assert len(tokens) == 50
    assert all(
        len(text) == 24 and text.replace("-", "").replace("_", "").isalnum() for text in tokens
    )


def test_the_token_of_the_environment_is_taken() -> None:
    assert token_from({"MASKAPP_TOKEN": " kQ9x-72hd.Lp04_s~ \n"}).text == "kQ9x-72hd.Lp04_s~"


@pytest.mark.parametrize("environment", [{}, {"MASKAPP_TOKEN": ""}, {"MASKAPP_TOKEN": " \n"}])
def test_without_one_a_token_is_made(environment: dict[str, str]) -> None:
    assert len(token_from(environment).text) == 24


@pytest.mark.parametrize("text", ["secret", "a" * 40, "12" * 20, "kQ9x-72hd.Lp04_"])
def test_what_is_easily_guessed_is_refused(text: str) -> None:
    with pytest.raises(MaskappError, match="easily guessed") as caught:
        token_from({"MASKAPP_TOKEN": text})
    assert text not in str(caught.value)


@pytest.mark.parametrize("bad", [" ", '"', "ä", ";", "&", "\n", "\x00", "%", "#"])
def test_what_cannot_stand_in_a_link_or_header_is_refused(bad: str) -> None:
    with pytest.raises(MaskappError, match="other characters"):
        token_from({"MASKAPP_TOKEN": f"kQ9x-72hd{bad}Lp04_s~abc"})


def test_only_the_whole_token_is_right() -> None:
    token = Token("kQ9x-72hd.Lp04_s")
    assert token.is_token("kQ9x-72hd.Lp04_s")
    wrong = ["", "kQ9x", "kQ9x-72hd.Lp04_S", "kQ9x-72hd.Lp04_ss", "ä", "\udcff", token.cookie]
    assert not any(token.is_token(text) for text in wrong)


def test_the_cookie_does_not_tell_the_token_and_lasts_as_long() -> None:
    token = Token("kQ9x-72hd.Lp04_s")
    assert token.text not in token.cookie
    assert token.is_cookie(Token("kQ9x-72hd.Lp04_s").cookie)
    assert not token.is_cookie(Token("kQ9x-72hd.Lp04_t").cookie)
    assert not token.is_cookie(token.text)


def test_the_token_is_not_shown_by_accident() -> None:
    assert "kQ9x" not in repr(Token("kQ9x-72hd.Lp04_s"))

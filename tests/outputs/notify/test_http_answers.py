"""What answers mean; the rest is tried with a real server."""

import pytest

from maskapp.errors import DeliveryError
from maskapp.outputs.notify.http_answers import check_answer
from maskapp.outputs.notify.http_exchange import Answer


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_every_status_of_success_is_one(status):
    check_answer(Answer(status, "OK", {}, b""))


@pytest.mark.parametrize("location", ["", "/other", "//[", "http://[::1", "\x00"])
def test_a_redirect_to_nowhere_is_said(location):
    with pytest.raises(DeliveryError, match="another address"):
        check_answer(Answer(302, "Found", {"location": location}, b""))


def test_words_of_the_server_are_shown_without_control_characters_and_short():
    with pytest.raises(DeliveryError) as caught:
        check_answer(Answer(500, "\x1b[31mboom\n" + "x" * 1000, {}, b""))
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200

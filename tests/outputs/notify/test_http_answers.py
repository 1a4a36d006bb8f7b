"""What answers mean; the rest is tried with a real server."""

import pytest

from maskapp.errors import DeliveryError
from maskapp.outputs.notify.http_answers import check_answer, status_words
from maskapp.outputs.notify.http_exchange import Answer


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_every_status_of_success_is_one(status):
    check_answer(Answer(status, {}, b""))


@pytest.mark.parametrize("location", ["", "/other", "//[", "http://[::1", "\x00"])
def test_a_redirect_to_nowhere_is_said(location):
    with pytest.raises(DeliveryError, match="another address"):
        check_answer(Answer(302, {"location": location}, b""))


@pytest.mark.parametrize(("status", "words"), [(404, "404 Not Found"), (799, "799")])
def test_a_status_has_its_usual_name(status, words):
    assert status_words(status) == words

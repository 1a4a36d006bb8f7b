"""Messages in JSON."""

import json

import pytest

from maskapp.outputs.notify.message import Message, MessageKind
from tests.support.outside_fixtures import make_message


def test_a_message_is_read_back_as_it_was():
    message = make_message(dropped=3, picture=b"\xff\xd8jpeg")
    read = Message.from_json(message.as_json())
    assert read.as_json() == message.as_json()
    assert (read.id, read.kind, read.picture) == ("id-1", MessageKind.EVENT_BEGAN, b"\xff\xd8jpeg")


def test_a_picture_is_base64():
    content = json.loads(make_message(picture=b"abc").as_json())
    assert content["picture"] == {"type": "image/jpeg", "base64": "YWJj"}


def test_names_that_are_not_utf_8_survive():
    message = Message("1", MessageKind.TEST, make_message().made_at, {"input": "a\udcff"})
    assert json.loads(message.as_json())["event"]["input"] == "a\udcff"


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"id": 1}', b"\xff", b"null"])
def test_something_else_is_no_message(data):
    with pytest.raises((KeyError, TypeError, ValueError)):
        Message.from_json(data)


@pytest.mark.parametrize(
    "change",
    [
        {"dropped": float("inf")},
        {"dropped": "3"},
        {"id": "1\r\nHost: elsewhere"},
        {"id": "x" * 101},
        {"id": ""},
        {"id": 1},
        {"event": {"length_s": float("nan")}},
        {"event": {"length_s": float("inf")}},
        {"event": []},
        {"picture": {"base64": "?"}},
        {"at": "2026-03-01T12:00:00"},
    ],
)
def test_what_could_not_be_sent_is_no_message(change):
    content = json.loads(make_message().as_json()) | change
    with pytest.raises((KeyError, TypeError, ValueError)):
        Message.from_json(json.dumps(content).encode())


def test_messages_have_ids_of_their_own():
    assert Message.of_test().id != Message.of_test().id

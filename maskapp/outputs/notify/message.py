"""A message to another program, and its form in JSON."""

import base64
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from maskapp import __version__

_ID = re.compile(r"[\w-]{1,100}", re.ASCII)


class MessageKind(StrEnum):
    """What a message is about, spelt as in JSON."""

    EVENT_BEGAN = "event_began"
    EVENT_ENDED = "event_ended"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Message:
    """A message to another program.

    Attributes:
        id: Unique; the same if the message is sent again, so that a receiver can leave it out.
        kind: What it is about.
        made_at: When it was made, timezone-aware.
        event: See `event_as_json`, with an `id` that the messages on one event share; None in a
            test.
        dropped: Number of events since the last message that were not sent.
        picture: JPEG; None without one.
    """

    id: str
    kind: MessageKind
    made_at: datetime
    event: Mapping[str, Any] | None = None
    dropped: int = 0
    picture: bytes | None = None

    @classmethod
    def of_test(cls) -> Self:
        """Return a message that only tries whether messages arrive."""
        return cls(new_id(), MessageKind.TEST, datetime.now().astimezone())

    def as_json(self) -> bytes:
        """Return the message as it is sent and kept, in UTF-8."""
        content: dict[str, Any] = {
            "id": self.id,
            "type": self.kind.value,
            "sender": f"maskapp {__version__}",
            "at": self.made_at.isoformat(timespec="milliseconds"),
            "dropped": self.dropped,
        }
        if self.event is not None:
            content["event"] = dict(self.event)
        if self.picture is not None:
            encoded = base64.b64encode(self.picture).decode()
            content["picture"] = {"type": "image/jpeg", "base64": encoded}
        # Names of files that are not UTF-8 hold lone surrogates.
        text = json.dumps(content, ensure_ascii=False, allow_nan=False)
        return text.encode("utf-8", "backslashreplace")

    @classmethod
    def from_json(cls, data: bytes) -> Self:
        """Parse what `as_json` returned; the result can be sent.

        Raises:
            KeyError, TypeError, ValueError, RecursionError: The content has a different form.
        """
        content = json.loads(data)
        if not isinstance(content, dict):
            raise ValueError("not a message")
        event, picture = content.get("event"), content.get("picture")
        made_at, dropped = datetime.fromisoformat(content["at"]), content["dropped"]
        has_form = (event is None or isinstance(event, dict)) and isinstance(dropped, int)
        if made_at.tzinfo is None or not has_form or not _ID.fullmatch(content["id"]):
            raise ValueError("not a message")
        message = cls(
            content["id"],
            MessageKind(content["type"]),
            made_at,
            event,
            dropped,
            None if picture is None else base64.b64decode(picture["base64"], validate=True),
        )
        message.as_json()  # fails for numbers that can be read but not sent, such as 1e999
        return message


def new_id() -> str:
    """Return an identifier that no other message or event has."""
    return uuid.uuid4().hex

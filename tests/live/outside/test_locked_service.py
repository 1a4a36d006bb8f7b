"""A service without the password that a locked keyring has."""

import pytest

from maskapp.errors import DeliveryError
from maskapp.live.outside.locked_service import LockedService
from maskapp.outputs.notify.message import Message

PROBLEM = "The password cannot be read, as the system's keyring is locked"


class FakeService:
    """A service that notes its calls, and fails if it has an error."""

    has_connection = True
    place = "broker"

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.error: DeliveryError | None = None

    def __getattr__(self, name: str):
        def call(*_: object) -> None:
            self.calls.append(name)
            if self.error is not None:
                raise self.error

        return call


def test_passes_everything_on():
    service = FakeService()
    locked = LockedService(service, PROBLEM)
    assert (locked.has_connection, locked.place) == (True, "broker")
    locked.connect()
    locked.send(Message.of_test())
    locked.wait(1.0)
    locked.wake()
    locked.close()
    locked.withdraw()
    assert service.calls == ["connect", "send", "wait", "wake", "close", "withdraw"]


@pytest.mark.parametrize("call", ["connect", "send"])
def test_what_is_refused_is_sent_again_and_says_why(call):
    service = FakeService()
    service.error = DeliveryError("It answers 401", after_s=7.0, is_refusal=True)
    locked = LockedService(service, PROBLEM)
    arguments = (Message.of_test(),) if call == "send" else ()
    with pytest.raises(DeliveryError) as caught:
        getattr(locked, call)(*arguments)
    assert str(caught.value) == f"It answers 401. {PROBLEM}"
    assert (caught.value.after_s, caught.value.is_refusal) == (7.0, False)

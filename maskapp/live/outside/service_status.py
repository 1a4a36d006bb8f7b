"""How a service that gets messages is doing, also in words."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """The state of a service.

    Attributes:
        name: The service: webhook or mqtt.
        place: The server; "" if it is switched off.
        is_connected: Whether there is a connection that lasts.
        waiting: Number of messages that wait to be sent.
        sent: Number that were sent since it was switched on.
        dropped: Number of events and messages that were not sent and never will be.
        failures: Number of attempts that failed since the last one that succeeded.
        problem: Why the last attempt failed; "" if it succeeded.
        retry_at_s: When the next attempt is due, on the monotonic clock; None without a problem.
    """

    name: str
    place: str
    is_connected: bool = False
    waiting: int = 0
    sent: int = 0
    dropped: int = 0
    failures: int = 0
    problem: str = ""
    retry_at_s: float | None = None


def status_text(status: ServiceStatus, now_s: float) -> str:
    """Return a status in words, such as "3 waiting, trying again in 40 s".

    Args:
        status: The status.
        now_s: The monotonic clock.
    """
    if not status.place:
        return "Off: nothing is sent."
    facts = []
    if status.retry_at_s is not None:
        wait_s = max(0, math.ceil(status.retry_at_s - now_s))
        facts.append(f"trying again in {wait_s} s" if wait_s else "trying again")
    elif status.is_connected:
        facts.append(f"connected to {status.place}")
    if status.waiting:
        facts.insert(0, f"{status.waiting} waiting")
    if status.sent or not facts:
        facts.append(f"{status.sent} sent" if status.sent else "ready, nothing sent yet")
    if status.dropped:
        facts.append(f"{status.dropped} dropped")
    text = ", ".join(facts)
    sentence = f"{text[0].upper()}{text[1:]}."
    return f"{sentence} {status.problem}." if status.problem else sentence

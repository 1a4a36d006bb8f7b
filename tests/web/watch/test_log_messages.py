"""What viewers are told about the log."""

import time

import pytest

from maskapp.web.watch.log_messages import LogMessages


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def messages(told) -> LogMessages:
    return LogMessages(told.append)


def test_each_is_shown_until_it_is_cleared(messages, told) -> None:
    messages.put("pictures", "No pictures.")
    messages.put("figures", "No figures.")
    messages.clear("pictures")
    messages.clear("figures")
    assert told == ["No pictures.", "No pictures. No figures.", "No figures.", ""]


def test_the_same_again_is_no_news(messages, told) -> None:
    for about in ("pictures", "pictures", "figures"):
        messages.put(about, "The disk is full.")
    messages.clear("pictures")
    messages.clear("nothing")
    assert told == ["The disk is full."]


def test_after_a_day_it_is_gone(messages, told, monkeypatch) -> None:
    messages.put("repair", "It was rebuilt.")
    now_s = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now_s + 86_000)
    messages.clear("figures")
    assert told == ["It was rebuilt."]
    monkeypatch.setattr(time, "monotonic", lambda: now_s + 86_500)
    messages.clear("figures")
    assert told == ["It was rebuilt.", ""]


def test_progress_is_told_each_time_and_logged_once(messages, told, caplog) -> None:
    for done in (1, 2, 3):
        messages.put("rebuild", f"{done} of 3.", is_progress=True)
    messages.clear("rebuild")
    assert told == ["1 of 3.", "2 of 3.", "3 of 3.", ""]
    assert [record.message for record in caplog.records] == ["1 of 3."]

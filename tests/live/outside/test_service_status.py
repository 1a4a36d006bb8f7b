"""The status of a service in words."""

import pytest

from maskapp.live.outside.service_status import ServiceStatus, status_text


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"place": ""}, "Off: nothing is sent."),
        ({}, "Ready, nothing sent yet."),
        ({"sent": 2}, "2 sent."),
        ({"is_connected": True}, "Connected to hall."),
        ({"is_connected": True, "sent": 4, "dropped": 1}, "Connected to hall, 4 sent, 1 dropped."),
        (
            {"waiting": 3, "retry_at_s": 139.5, "problem": "It is shut"},
            "3 waiting, trying again in 40 s. It is shut.",
        ),
        ({"waiting": 1, "retry_at_s": 99.0, "problem": "No"}, "1 waiting, trying again. No."),
    ],
)
def test_the_status_in_words(facts, text):
    status = ServiceStatus("webhook", **{"place": "hall", **facts})
    assert status_text(status, 100.0) == text

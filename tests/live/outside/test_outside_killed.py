"""A program that is killed while messages wait, and the next start."""

import signal
import subprocess
import sys

from tests.support.outside_fixtures import free_port
from tests.support.webhook_server import WebhookServer, status

_PROGRAM = """
import sys
from datetime import UTC, datetime
from pathlib import Path

from maskapp.files.secret_store import SecretStore
from maskapp.live.outside.event_news import EventNews
from maskapp.live.outside.outside import Outside
from maskapp.outputs.violation_event import ViolationEvent
from maskapp.records import MaskLabel
from maskapp.settings.settings import Settings

folder, url, first, last = sys.argv[1:]
def tell(_, status):
    print(status.waiting, status.sent, flush=True)

outside = Outside(Path(folder), SecretStore(Path(folder)), tell)
outside.start()
outside.use_settings(Settings(webhook_on=True, webhook_url=url, outside_per_minute=600))
for person in range(int(first), int(last)):
    now = datetime.now(UTC)
    event = ViolationEvent(person, MaskLabel.WITHOUT_MASK, now, 1.0)
    outside.add(EventNews(event, "Hall", True))
sys.stdin.read()
outside.finish(30)
"""


def start(folder, url, first, last) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(folder), url, str(first), str(last)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def read_until(process, condition) -> None:
    for line in process.stdout:
        if condition(*map(int, line.split())):
            return
    raise AssertionError("the program has ended")


def end(process) -> None:
    process.stdin.close()
    process.stdout.read()
    process.wait(30)
    process.stdout.close()


def kill(process) -> None:
    process.send_signal(signal.SIGKILL)
    end(process)


def test_all_messages_are_sent_in_order_after_the_program_was_killed(tmp_path):
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    first = start(tmp_path, url, 0, 20)
    read_until(first, lambda waiting, sent: waiting == 20)
    kill(first)
    second = start(tmp_path, url, 20, 25)
    read_until(second, lambda waiting, sent: waiting == 25)
    kill(second)
    server = WebhookServer(port=port)
    try:
        third = start(tmp_path, url, 25, 26)
        messages = server.wait_for(26, 60)
        end(third)
    finally:
        server.close()
    assert [each["event"]["person"] for each in messages] == list(range(26))
    assert len({each["id"] for each in messages}) == 26


def test_a_message_on_its_way_when_the_program_was_killed_comes_again_with_the_same_id(tmp_path):
    server = WebhookServer()
    try:
        server.answers += [status(200), server.hang]
        first = start(tmp_path, server.url, 0, 3)
        server.wait_for(2)  # the second was taken, but the program never learns it
        kill(first)
        second = start(tmp_path, server.url, 3, 3)
        messages = server.wait_for(4, 60)
        end(second)
    finally:
        server.close()
    assert [each["event"]["person"] for each in messages] == [0, 1, 1, 2]
    assert messages[1] == messages[2]

"""Where messages go."""

import pytest

from maskapp.outputs.notify.targets import (
    BrokerTarget,
    WebhookTarget,
    broker_of,
    default_client_id,
    webhook_of,
)
from maskapp.settings.outside import client_id_problem
from tests.support.settings_samples import UNLIKE_DEFAULTS
from tests.support.unreadable_files import cannot_be_read


def test_settings_and_secret_make_a_target(tmp_path):
    assert webhook_of(UNLIKE_DEFAULTS, "s") == WebhookTarget(
        "https://nowhere.invalid/hook/1", "signature", "/nowhere/own ca.pem", "s"
    )
    assert broker_of(UNLIKE_DEFAULTS, tmp_path, "s") == BrokerTarget(
        "nowhere.invalid", 8883, "door-1", True, "door", "home", "/nowhere/own ca.pem", "s"
    )


def test_the_client_id_is_always_the_same_and_differs_by_folder(tmp_path):
    own = default_client_id(tmp_path)
    assert own == default_client_id(tmp_path) != default_client_id(tmp_path / "other")
    assert client_id_problem(own) is None


def test_the_client_id_outlasts_another_name_of_the_computer(tmp_path, monkeypatch):
    monkeypatch.setattr("platform.node", lambda: "hall.local")
    own = default_client_id(tmp_path)
    monkeypatch.setattr("platform.node", lambda: "hall-2.local")
    assert default_client_id(tmp_path) == own
    assert default_client_id(tmp_path / "other") != own


@pytest.mark.parametrize("content", [b"", b"a/#", b"\xff", b"x" * 5000])
def test_a_damaged_file_of_the_client_id_is_replaced(tmp_path, content):
    own = default_client_id(tmp_path)
    [file] = tmp_path.iterdir()
    file.write_bytes(content)
    assert default_client_id(tmp_path) == own
    assert file.read_text() == own


def test_without_a_place_to_keep_it_there_is_a_client_id_all_the_same(tmp_path):
    (tmp_path / "file").touch()
    own = default_client_id(tmp_path / "file")
    assert client_id_problem(own) is None


def test_a_client_id_that_cannot_be_read_for_a_while_is_not_replaced(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr("platform.node", lambda: "hall.local")
    own = default_client_id(tmp_path)
    monkeypatch.setattr("platform.node", lambda: "hall-2.local")
    with cannot_be_read(tmp_path / "mqtt-client-id"):
        assert client_id_problem(default_client_id(tmp_path)) is None
    assert "cannot be read" in caplog.text
    assert default_client_id(tmp_path) == own

"""Where messages go."""

from maskapp.outputs.notify.targets import (
    BrokerTarget,
    WebhookTarget,
    broker_of,
    default_client_id,
    webhook_of,
)
from maskapp.settings.outside import client_id_problem
from tests.support.settings_samples import UNLIKE_DEFAULTS


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

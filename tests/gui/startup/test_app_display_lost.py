"""What is kept when the display is gone, without a process for it."""

import json

from maskapp.gui.startup import app
from maskapp.gui.startup.single_instance import SingleInstance
from maskapp.live.outside.outside import QUEUE_FOLDER, WEBHOOK
from maskapp.live.zones.profiles_file import PROFILES_FILE_NAME
from maskapp.live.zones.source_profiles import SourceProfile
from maskapp.records import MaskLabel
from tests.support.outside_fixtures import free_port
from tests.support.window_helpers import WAIT_MS
from tests.support.worker_fakes import FakeSource, make_face, make_frames


def test_names_of_sources_and_what_was_not_sent_are_kept(
    open_window, sources, backend, hang, qtbot, tmp_path, monkeypatch, capsys
) -> None:
    backend.engine.faces = (make_face(1, MaskLabel.WITHOUT_MASK),)
    sources["live"] = lambda: FakeSource(
        make_frames(9, step_s=0.5), is_live=True, at_end=hang, name="Hall"
    )
    window = open_window()
    nowhere = f"http://127.0.0.1:{free_port()}/"
    window.settings.change(webhook_on=True, webhook_url=nowhere, automatic_snapshots=False)
    window.sources.open("live")
    outbox = tmp_path / QUEUE_FOLDER / WEBHOOK
    qtbot.waitUntil(lambda: outbox.is_dir() and len(list(outbox.iterdir())) == 1, timeout=WAIT_MS)
    window.sources.profiles.change("camera:a", SourceProfile("Entrance"))
    ends: list[tuple[int, bool, bool]] = []
    profiles, outside = window.sources.profiles, window.features.outside

    def end(code: int) -> None:
        ends.append((code, profiles._thread.has_ended, outside._outside.join(0)))

    monkeypatch.setattr(app, "end_at_once", end)
    app._save_without_display(window, SingleInstance(tmp_path))
    assert ends == [(1, True, True)], "what writes has ended before the process does"
    assert "everything was saved" in capsys.readouterr().err
    kept = json.loads((tmp_path / PROFILES_FILE_NAME).read_text())
    assert kept["sources"]["camera:a"]["name"] == "Entrance"
    messages = [json.loads(file.read_text()) for file in sorted(outbox.glob("*.json"))]
    assert [each["type"] for each in messages] == ["event_began", "event_ended"]

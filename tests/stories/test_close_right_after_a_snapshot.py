"""What is saved when the window is closed right after it was asked for."""

from PySide6.QtCore import Qt

from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from maskapp.settings.settings_file import SETTINGS_FILE_NAME, load_settings


def test_a_snapshot_is_kept_and_the_newest_setting_written(playing, qtbot, tmp_path) -> None:
    for _ in range(3):
        qtbot.keyClick(playing, Qt.Key.Key_Space)
    playing.commands.mirror.trigger()
    playing.commands.theme_dark.trigger()
    playing.close()
    assert playing.has_ended
    with SnapshotLog(tmp_path / SNAPSHOT_FOLDER) as log:
        assert log.count() == 3
    settings, problems = load_settings(tmp_path / SETTINGS_FILE_NAME)
    assert (settings.mirror, settings.theme, problems) == (True, "dark", [])


def test_snapshots_are_kept_in_the_order_they_were_taken(playing, qtbot, tmp_path) -> None:
    for _ in range(4):
        qtbot.keyClick(playing, Qt.Key.Key_Space)
    playing.close()
    with SnapshotLog(tmp_path / SNAPSHOT_FOLDER) as log:
        taken = [snapshot.taken_at for snapshot in log.read([1, 2, 3, 4])]
    assert taken == sorted(taken)
    assert len(taken) == 4

"""Someone opens the statistics while the camera runs."""

from PySide6.QtWidgets import QApplication

from maskapp.gui.statistics.statistics_window import StatisticsWindow
from maskapp.records import MaskLabel
from tests.support.window_helpers import WAIT_MS
from tests.support.worker_fakes import FakeSource, make_face, make_frames


def test_people_of_today_appear_and_the_window_closes_with_the_main_one(
    open_window, sources, backend, hang, qtbot
) -> None:
    frames = make_frames(20, step_s=0.1)
    sources["live"] = lambda: FakeSource(frames, is_live=True, at_end=hang, name="Hall")
    backend.engine.faces = (make_face(1), make_face(2, MaskLabel.WITHOUT_MASK))
    window = open_window("live")
    qtbot.waitUntil(lambda: len(backend.engine.seen) == len(frames), timeout=WAIT_MS)
    window.features.statistics.action.trigger()
    (statistics,) = window.findChildren(StatisticsWindow)
    qtbot.waitUntil(statistics.empty.isVisible, timeout=WAIT_MS)
    assert window.preview.isVisible()
    hang.release.set()
    window.commands.close_source.trigger()

    def are_shown() -> bool:
        """Look again, as the window does every few seconds."""
        if statistics.page.isVisible():
            return [tile.value.text() for tile in statistics.page.tiles.tiles[:4]] == [
                "2", "1", "1", "0",
            ]  # fmt: skip
        statistics.refresh()
        return False

    qtbot.waitUntil(are_shown, timeout=WAIT_MS)
    assert statistics.bar.sources.itemText(1) == "Hall"
    window.close()
    assert window.has_ended
    assert not statistics.isVisible()
    QApplication.processEvents()

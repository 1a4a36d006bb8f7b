import pytest
from PySide6.QtCore import QElapsedTimer, QEvent, QPoint
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from maskapp.gui.shared.formatting import NO_VALUE
from maskapp.gui.shared.text_labels import ElidedLabel, NumberLabel
from maskapp.gui.status.face_table import FaceTable
from maskapp.gui.status.status_panel import StatusPanel
from maskapp.live.session.statistics import FaceRow
from maskapp.records import MaskLabel, SourceInfo
from tests.support.screen_reader import spoken
from tests.support.status_samples import MASK, make_statistics

CAMERA = SourceInfo("HD Webcam", 1280, 720, 30.0, None, is_live=True, is_stills=False)


@pytest.fixture
def panel(qtbot) -> StatusPanel:
    panel = StatusPanel()
    qtbot.addWidget(panel)
    panel.resize(360, 760)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def numbers(panel: StatusPanel) -> dict[str, str]:
    labels = panel.findChildren(NumberLabel)
    assert len({label.name for label in labels}) == len(labels)
    return {label.name: label.text() for label in labels}


def name_of(panel: StatusPanel) -> str:
    (name,) = panel.findChildren(ElidedLabel)
    return name.accessibleName()


def test_without_a_source_it_says_where_to_choose_one(panel) -> None:
    assert set(numbers(panel).values()) == {NO_VALUE}
    assert name_of(panel) == "No source. Choose one in the Camera menu."


def test_it_shows_the_source_and_the_numbers(panel) -> None:
    panel.show_source(CAMERA)
    assert name_of(panel) == "HD Webcam"
    assert numbers(panel)["Resolution"] == "1280 × 720"
    assert numbers(panel)["Frame rate"] == "30.0 fps"
    panel.show_statistics(make_statistics())
    assert numbers(panel) == {
        "Mask": "1",
        "No mask": "2",
        "Worn wrong": "3",
        "Uncertain": "4",
        "Violations": "5",
        "Faces followed": "17",
        "Masked, of these": "67%",
        "Resolution": "1280 × 720",
        "Frame rate": "30.0 fps",
        "Processing": "28.0 fps",
        "Latency": "21 ms",
        "Dropped frames": "7",
    }


def test_unknown_numbers_are_dashes(panel) -> None:
    panel.show_source(SourceInfo("pictures", 0, 0, None, 3, is_live=False, is_stills=True))
    panel.show_statistics(make_statistics(source_fps=None, masked_share=None))
    shown = numbers(panel)
    assert {shown[name] for name in ("Resolution", "Frame rate", "Masked, of these")} == {NO_VALUE}


def test_fast_numbers_are_shown_less_often_but_the_last_always(panel, qtbot) -> None:
    shown = set()
    for people in range(200):
        panel.show_statistics(make_statistics(faces_followed=people))
        shown.add(numbers(panel)["Faces followed"])
    assert len(shown) < 20
    qtbot.waitUntil(lambda: numbers(panel)["Faces followed"] == "199")


def test_a_cleared_panel_stays_empty(panel, qtbot) -> None:
    panel.show_statistics(make_statistics())
    panel.show_statistics(make_statistics(faces_followed=99))
    panel.clear()
    since = QElapsedTimer()
    since.start()
    # Twice the time after which the pending numbers would have been shown.
    qtbot.waitUntil(lambda: since.hasExpired(300))
    assert set(numbers(panel).values()) == {NO_VALUE}
    assert panel.findChild(FaceTable).model().rowCount() == 0


def test_a_new_source_is_shown_at_once(panel) -> None:
    panel.show_statistics(make_statistics(faces_followed=17))
    panel.show_source(CAMERA)
    assert numbers(panel)["Mask"] == NO_VALUE
    panel.show_statistics(make_statistics(faces_followed=3))
    assert numbers(panel)["Faces followed"] == "3"


def test_another_name_of_the_source_clears_no_number(panel) -> None:
    panel.show_source(CAMERA)
    panel.show_statistics(make_statistics())
    panel.show_name("Entrance")
    assert name_of(panel) == "Entrance"
    assert numbers(panel)["Mask"] == "1"


def test_a_source_that_has_not_opened_is_named(panel) -> None:
    panel.clear("rtsp://hall/1")
    assert name_of(panel) == "rtsp://hall/1"


def test_the_session_outlasts_a_source(panel) -> None:
    panel.show_statistics(make_statistics(faces_followed=17))
    panel.show_source(CAMERA)
    assert numbers(panel)["Faces followed"] == "17"


def test_the_counts_say_what_they_count(panel) -> None:
    tips = {label.name: label.toolTip() for label in panel.findChildren(NumberLabel)}
    assert "for longer than the settings allow" in tips["Violations"]
    assert "at least once" in tips["Faces followed"]
    assert "statistics count each under the label" in tips["Masked, of these"], "both may differ"
    assert "last clear label" in tips["Masked, of these"]


def test_screen_readers_read_every_number_with_its_name(panel) -> None:
    panel.show_source(CAMERA)
    panel.show_statistics(make_statistics())
    read = {spoken(label) for label in panel.findChildren(NumberLabel)}
    assert read == {f"{name}: {number}" for name, number in numbers(panel).items()}
    assert {"No mask: 2", "Violations: 5", "Masked, of these: 67%"} < read


def places(panel: StatusPanel) -> list[tuple[str, QPoint, object]]:
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    return [
        (type(widget).__name__, widget.mapTo(panel, QPoint()), widget.size())
        for widget in panel.findChildren(QWidget)
        if widget.isVisible() and not isinstance(widget.parent(), FaceTable)
    ]


def test_nothing_moves_when_numbers_change(panel, qtbot) -> None:
    panel.show_source(CAMERA)
    before = places(panel)
    panel.show_statistics(make_statistics())
    assert places(panel) == before
    large = make_statistics(
        source_fps=240.0,
        processing_fps=1234.5,
        latency_ms=12345.6,
        dropped=12_345_678,
        counts=dict.fromkeys(MaskLabel, 888),
        faces=tuple(FaceRow(1000 + i, MASK, 1.0, 5000.0) for i in range(60)),
        faces_followed=123_456,
        masked_share=1.0,
        violations=888,
        compliance=tuple((float(i), i % 2) for i in range(600)),
    )
    panel.show_statistics(large)
    qtbot.waitUntil(lambda: numbers(panel)["Dropped frames"] in ("12345678", "12,345,678"))
    assert places(panel) == before
    for label in panel.findChildren(NumberLabel):
        assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width(), label.text()


def test_nothing_is_cut_off_at_the_minimum_width(panel, qtbot) -> None:
    panel.show_statistics(make_statistics())
    panel.resize(panel.minimumSizeHint().width(), 300)
    bar = panel.verticalScrollBar()
    qtbot.waitUntil(bar.isVisible)
    for label in panel.findChildren(QLabel):
        right = label.mapTo(panel, QPoint(label.width(), 0)).x()
        assert right <= panel.width() - bar.width(), label.text()

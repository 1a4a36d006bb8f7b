"""The small parts of the window, one by one."""

import logging
import logging.handlers
import re
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from maskapp import logs, paths
from maskapp.errors import MaskappError
from maskapp.gui.help.diagnostics import diagnostics
from maskapp.gui.help.help_dialog import HelpDialog
from maskapp.gui.notifications import message_bar
from maskapp.gui.preview.placeholder_content import page_for
from maskapp.gui.preview.placeholder_page import Page, PageContent
from maskapp.gui.preview.preview import Preview
from maskapp.gui.recording.recording_indicator import RecordingIndicator
from maskapp.gui.shared import icons
from maskapp.gui.shared import theme as style
from maskapp.gui.shared.actions import Actions
from maskapp.gui.shared.remembered_state import WINDOW_FILE_NAME, WindowMemory, display_name
from maskapp.gui.startup.single_instance import SingleInstance
from maskapp.records import RecordingStatus, SourceState
from maskapp.settings import Settings

_Role = QPalette.ColorRole


@pytest.fixture(params=["light", "dark"])
def theme(request, qapp):
    """Each theme in turn, as on a desktop that has none of its own."""
    style.apply_theme(request.param)
    yield request.param
    style.apply_theme("system")


def contrast(first: QColor, second: QColor) -> float:
    """By WCAG 2.2, from 1 to 21."""

    def luminance(colour: QColor) -> float:
        parts = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in colour.getRgbF()[:3]
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_text_is_legible_in_both_themes(theme) -> None:
    palette = QApplication.palette()
    for ink, ground in (
        (_Role.WindowText, _Role.Window),
        (_Role.Text, _Role.Base),
        (_Role.Text, _Role.AlternateBase),
        (_Role.ButtonText, _Role.Button),
        (_Role.WindowText, _Role.Midlight),
        (_Role.HighlightedText, _Role.Highlight),
        (_Role.PlaceholderText, _Role.Window),
        (_Role.PlaceholderText, _Role.Base),
        (_Role.Link, _Role.Base),
        (_Role.ToolTipText, _Role.ToolTipBase),
    ):
        assert contrast(palette.color(ink), palette.color(ground)) >= 4.5, (ink, ground)
    assert style.is_dark() == (theme == "dark")
    red = style.RECORDING_RED[style.is_dark()]
    assert contrast(red, palette.color(_Role.Window)) >= 4.5


def test_messages_are_legible() -> None:
    for ground, ink in message_bar._GROUNDS.values():
        assert contrast(QColor(ground), QColor(ink)) >= 7


def test_every_icon_that_is_named_is_there() -> None:
    package = Path(icons.__file__).parents[1]
    named = set()
    for source in package.rglob("*.py"):
        text = source.read_text(encoding="utf-8")
        named |= set(re.findall(r"\bset_icon\([\w.()]+, \"([a-z-]+)\"", text))
        named |= set(re.findall(r"\b(?:icon|pixmap|make|PageContent)\(\s*\"([a-z-]+)\"", text))
    files = {path.stem for path in (paths.resources_dir() / "icons").glob("*.svg")}
    assert len(named) > 30
    assert named <= files


def test_icons_follow_the_theme(qtbot, theme) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    action = QAction(button)
    icons.set_icon(action, "stop")
    other = "dark" if theme == "light" else "light"
    style.apply_theme(other)
    drawn = action.icon().cacheKey()
    icons.refresh_icons(button)
    qtbot.waitUntil(lambda: action.icon().cacheKey() != drawn)
    image = action.icon().pixmap(48, 48).toImage()
    text = QApplication.palette().color(_Role.WindowText)
    centre = image.pixelColor(image.width() // 2, image.height() // 2)
    assert centre.lightness() == pytest.approx(text.lightness(), abs=12)


def test_icons_are_crisp_at_twice_the_density() -> None:
    assert icons.pixmap("camera", 24, QColor("black"), 2.0).size().toTuple() == (48, 48)


def make_preview(qtbot, size=(400, 300), picture=(640, 480)) -> Preview:
    preview = Preview()
    qtbot.addWidget(preview)
    preview.resize(*size)
    image = QImage(*picture, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff0000"))
    preview.show_picture(image, picture)
    preview.show()
    return preview


@pytest.mark.parametrize("size", [(400, 200), (240, 400), (333, 333)])
def test_the_picture_keeps_its_aspect(qtbot, size) -> None:
    preview = make_preview(qtbot, size)
    target = preview.target()
    assert target.width() / target.height() == pytest.approx(4 / 3, abs=0.01)
    assert target.width() == pytest.approx(size[0]) or target.height() == pytest.approx(size[1])
    assert target.center().x() == pytest.approx(preview.width() / 2, abs=1)


def test_around_the_picture_it_is_dark(qtbot) -> None:
    preview = make_preview(qtbot, (800, 300))
    shot = preview.grab().toImage()
    assert shot.pixelColor(5, 150) == style.PREVIEW_GROUND
    assert shot.pixelColor(400, 150) == QColor("#ff0000")


def test_a_large_picture_is_moved_as_far_as_its_edge(qtbot) -> None:
    preview = make_preview(qtbot)
    preview.set_fit(False)
    assert preview.target().size().toTuple() == (640, 480)
    for _ in range(100):
        qtbot.keyClick(preview, Qt.Key.Key_Right)
        qtbot.keyClick(preview, Qt.Key.Key_Down)
    assert preview.target().bottomRight().toPoint() == QPoint(400, 300)
    qtbot.mousePress(preview, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    qtbot.mouseMove(preview, QPoint(150, 120))
    qtbot.mouseRelease(preview, Qt.MouseButton.LeftButton, pos=QPoint(150, 120))
    preview.resize(800, 600)
    assert preview.target().center().toPoint() == QPoint(400, 300)


def test_the_indicator_keeps_its_width(qtbot) -> None:
    indicator = RecordingIndicator()
    qtbot.addWidget(indicator)
    empty = indicator.sizeHint().width()
    status = RecordingStatus(Path("a.mp4"), 3725.0, 123_456_789, 10**12, None)
    indicator.show_status(status)
    assert indicator.text().startswith("1:02:05 · 123.5")
    assert indicator.sizeHint().width() == empty


def test_the_help_lists_every_shortcut(qtbot) -> None:
    carrier = QToolButton()
    qtbot.addWidget(carrier)
    actions = Actions(carrier)
    text = HelpDialog(actions.all(), carrier).text.toPlainText()
    for action in actions.all():
        assert action.shortcut().toString() in text


def test_recent_sources_are_kept_for_the_user_alone(qapp, tmp_path) -> None:
    memory = WindowMemory(tmp_path)
    for number in range(12):
        memory.remember(f"rtsp://u:secret@h/{number}")
    memory.remember("rtsp://u:secret@h/8")
    memory.resolution, memory.frame_rate, memory.camera = (1280, 720), 30.0, "HD, Webcam"
    memory.save()
    again = WindowMemory(tmp_path)
    assert [text[-1] for text in again.recent] == ["8", "1", "0", "9", "7", "6", "5", "4"]
    assert (again.resolution, again.frame_rate) == ((1280, 720), 30.0)
    assert again.camera == "HD, Webcam"
    assert stat.S_IMODE((tmp_path / WINDOW_FILE_NAME).stat().st_mode) == 0o600
    again.forget_recent()
    assert WindowMemory(tmp_path).recent == []


def test_one_recent_source_is_a_list_of_one(qapp, tmp_path) -> None:
    memory = WindowMemory(tmp_path)
    memory.remember("/videos/a, b.mp4")
    memory.save()
    assert WindowMemory(tmp_path).recent == ["/videos/a, b.mp4"]


def test_passwords_are_not_displayed() -> None:
    assert display_name("rtsp://u:secret@host/stream") == "rtsp://host/stream"
    assert display_name("rtsp://u:se@cret@host:554/a@b") == "rtsp://host:554/a@b"
    assert display_name("/videos/a b.mp4") == "a b.mp4"


def test_the_second_of_two_starts_reaches_the_first(qtbot, tmp_path) -> None:
    first = SingleInstance(tmp_path)
    assert first.claim()
    script = (
        "import sys, pathlib; from PySide6.QtCore import QCoreApplication;"
        "from maskapp.gui.startup.single_instance import SingleInstance;"
        "application = QCoreApplication([]); second = SingleInstance(pathlib.Path(sys.argv[1]));"
        "assert not second.claim(); second.show_other('/videos/a.mp4')"
    )
    with qtbot.waitSignal(first.asked, timeout=30_000) as asked:
        process = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)])
    assert asked.args == ["/videos/a.mp4"]
    assert process.wait(30) == 0
    first.release()
    later = SingleInstance(tmp_path)
    assert later.claim()
    later.release()


def test_a_window_that_does_not_answer_is_told(qapp, tmp_path) -> None:
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert first.claim()
    first._server.close()
    with pytest.raises(MaskappError, match="does not answer"):
        second.show_other("")
    first.release()


def test_folders_have_a_window_each(qapp, tmp_path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = SingleInstance(tmp_path / "a"), SingleInstance(tmp_path / "b")
    assert one.claim()
    assert other.claim()
    one.release()
    other.release()


@pytest.fixture
def log(tmp_path, monkeypatch):
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    monkeypatch.setattr("sys.excepthook", None)
    monkeypatch.setattr("threading.excepthook", None)
    yield logs.start_logging(tmp_path)
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_the_log_is_for_the_user_alone_and_stays_small(log, monkeypatch) -> None:
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.handlers.RotatingFileHandler):
            handler.maxBytes = 2000
    for number in range(200):
        logging.getLogger("test").warning("line %d", number)
    files = list(log.parent.glob("maskapp.log*"))
    assert 2 <= len(files) <= 4
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files)
    assert all(path.stat().st_size < 3000 for path in files)
    assert "line 199" in log.read_text()


def test_a_log_folder_that_cannot_be_made_is_told(tmp_path) -> None:
    (tmp_path / "logs").write_text("in the way")
    with pytest.raises(MaskappError, match="--data-dir"):
        logs.start_logging(tmp_path)


def test_diagnostics_show_no_home_folder(qapp, log, tmp_path) -> None:
    logging.getLogger("test").warning("trouble in %s/videos", Path.home())
    text = diagnostics(Settings(mirror=True), tmp_path)
    assert "'mirror': True" in text
    assert "trouble in ~/videos" in text
    assert str(Path.home()) not in text


def test_a_page_of_few_words_is_as_low_as_before_one_of_many(qtbot) -> None:
    page = Page()
    qtbot.addWidget(page)
    few = PageContent("finished", "The end", "Nothing follows.")
    page.show_content(few)
    before = page.sizeHint().height()
    page.show_content(PageContent("starting", "A long name " * 20, "Many words " * 40))
    assert page.sizeHint().height() > before
    page.show_content(few)
    assert page.sizeHint().height() == before


def test_a_page_shows_both_ends_of_a_long_name(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    name = "Entrance " + "of the long hall " * 20 + "north.mp4"
    sources = SimpleNamespace(state=SourceState.OPENING, name=name)
    content = page_for(sources, Actions(window), has_picture=False)
    assert content is not None
    assert content.title.startswith("Opening Entrance")
    assert content.title.endswith("north.mp4")
    assert len(content.title) < 80

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QLabel, QPushButton

from maskapp.gui.first_start.set_up_page import SetUpPage
from maskapp.gui.settings.setting_note import SettingNote
from maskapp.records import CameraInfo
from maskapp.settings.settings import DETECTION_PRESETS, SETTINGS_OF_NEW_FOLDERS, Settings
from tests.support.any_settings import any_settings
from tests.support.leak_checks import finish_deletions
from tests.support.window_helpers import WAIT_MS, endless

CAMERAS = [CameraInfo(0, "Webcam", None), CameraInfo(2, "Entrance", None)]


@pytest.fixture
def make_page(qtbot, open_window):
    def make(settings: Settings = SETTINGS_OF_NEW_FOLDERS, test_alarm=lambda: None) -> SetUpPage:
        window = open_window()
        page = SetUpPage(settings, window.sources, test_alarm)
        qtbot.addWidget(page)
        page.show()
        return page

    return make


def press(page: SetUpPage, text: str) -> None:
    [button] = [each for each in page.findChildren(QPushButton) if each.text() == text]
    button.click()


def applied(page: SetUpPage) -> list[dict[str, Any]]:
    spy = QSignalSpy(page.applied)
    press(page, "&Done")
    assert not page.isVisible()
    return [spy.at(i)[0] for i in range(spy.count())]


@pytest.mark.parametrize("name", DETECTION_PRESETS)
def test_the_distance_sets_the_preset(make_page, name):
    page = make_page()
    page.distance.setCurrentIndex(page.distance.findData(name))
    [values] = applied(page) or [{}]
    expected = replace(SETTINGS_OF_NEW_FOLDERS, **DETECTION_PRESETS[name])
    assert replace(SETTINGS_OF_NEW_FOLDERS, **values) == expected


@pytest.mark.parametrize("name", DETECTION_PRESETS)
def test_the_page_shows_the_preset_in_use(make_page, name):
    page = make_page(Settings(**DETECTION_PRESETS[name]))
    assert page.distance.currentData() == name


def test_a_detection_of_ones_own_stays_unless_another_is_chosen(make_page):
    page = make_page(Settings(detection_size_px=500))
    assert page.distance.currentText() == "As set in the settings"
    assert applied(page) == []


def test_what_is_kept_and_for_how_long(make_page):
    page = make_page()
    days = page.findChild(QAbstractSpinBox)
    assert days.text() == "7 days"
    days.setValue(0)
    assert days.text() == "Forever"
    page.findChild(QCheckBox).setChecked(False)
    assert applied(page) == [{"automatic_snapshots": False, "retention_days": 0}]


def hints(page: SetUpPage) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel))


def test_it_says_whether_anything_leaves_the_computer(make_page):
    assert "Nothing leaves this computer." in hints(make_page())
    for sent in (
        {"webhook_on": True, "webhook_url": "https://h"},
        {"mqtt_on": True, "mqtt_host": "h"},
    ):
        text = hints(make_page(replace(SETTINGS_OF_NEW_FOLDERS, **sent)))
        assert "Nothing leaves" not in text
        assert "Events leave this computer" in text


def test_an_existing_folder_keeps_snapshots_until_the_user_says_otherwise(make_page):
    page = make_page(Settings())
    assert page.findChild(QAbstractSpinBox).text() == "Forever"
    assert applied(page) == []


def test_only_what_was_changed_is_applied(make_page):
    page = make_page(Settings(theme="dark", door_welcome="Hallo"))
    page.findChild(QAbstractSpinBox).setValue(30)
    assert applied(page) == [{"retention_days": 30}]


def test_what_is_changed_elsewhere_is_shown_and_not_taken_back(make_page):
    page = make_page()
    page.follow(
        replace(
            SETTINGS_OF_NEW_FOLDERS,
            **DETECTION_PRESETS["fast"],
            retention_days=90,
            automatic_snapshots=False,
            webhook_on=True,
            webhook_url="https://h",
        )
    )
    assert page.distance.currentData() == "fast"
    assert page.findChild(QAbstractSpinBox).text() == "90 days"
    assert not page.findChild(QCheckBox).isChecked()
    assert "Events leave this computer" in hints(page)
    assert applied(page) == []


def test_what_was_chosen_stays_while_settings_change_elsewhere(make_page):
    page = make_page()
    page.distance.setCurrentIndex(page.distance.findData("thorough"))
    page.findChild(QAbstractSpinBox).setValue(30)
    page.follow(
        replace(SETTINGS_OF_NEW_FOLDERS, detection_size_px=500, retention_days=90, blur_faces=True)
    )
    assert page.distance.currentData() == "thorough"
    assert page.findChild(QAbstractSpinBox).text() == "30 days"
    assert applied(page) == [
        {"detection_size_px": 640, "detection_every_n_frames": 1, "retention_days": 30}
    ]


def test_the_distance_follows_to_values_of_no_preset_and_back(make_page):
    page = make_page()
    page.follow(Settings(detection_size_px=500))
    assert page.distance.currentText() == "As set in the settings"
    page.follow(Settings())
    assert page.distance.currentData() == "balanced"
    assert page.distance.count() == len(DETECTION_PRESETS)
    assert applied(page) == []


def test_a_page_that_was_just_opened_has_nothing_to_apply(make_page):
    sources = make_page()._sources

    @settings(max_examples=50)
    @given(any_settings)
    def check(current: Settings) -> None:
        page = SetUpPage(current, sources, lambda: None)
        assert page.changes() == {}
        page.deleteLater()
        finish_deletions()

    check()


@pytest.mark.parametrize("how", ["Esc", "Skip", "close"])
def test_skipping_changes_nothing(make_page, how):
    page = make_page()
    spy, finished = QSignalSpy(page.applied), QSignalSpy(page.finished)
    page.findChild(QAbstractSpinBox).setValue(1)
    if how == "Esc":
        QTest.keyClick(page, Qt.Key.Key_Escape)
    elif how == "Skip":
        press(page, "&Skip")
    else:
        page.close()
    assert not page.isVisible()
    assert (spy.count(), finished.count()) == (0, 1)


def test_cameras_are_listed_as_they_are_found(make_page, cameras, qtbot):
    page = make_page()
    qtbot.waitUntil(lambda: page.cameras.itemText(0) == "None found", timeout=WAIT_MS)
    cameras += CAMERAS
    page._sources.look_for_cameras()
    names = ["Webcam", "Entrance", "None: play the demo clip"]
    qtbot.waitUntil(
        lambda: [page.cameras.itemText(i) for i in range(page.cameras.count())] == names,
        timeout=WAIT_MS,
    )


def test_a_chosen_camera_opens_at_once(make_page, cameras, sources, qtbot):
    cameras += CAMERAS
    sources["0"] = sources["2"] = endless
    page = make_page()
    qtbot.waitUntil(lambda: page._sources.text == "0", timeout=WAIT_MS)
    assert page.cameras.currentText() == "Webcam"
    page.cameras.activated.emit(1)
    assert page._sources.text == "2"
    assert page.cameras.currentText() == "Entrance"


def listed(page: SetUpPage) -> list[str]:
    return [page.cameras.itemText(i) for i in range(page.cameras.count())]


def test_what_is_open_in_place_of_a_camera_is_named(open_window, cameras, sources, qtbot):
    cameras += CAMERAS
    sources["rtsp://me:secret@hall/1"] = sources["0"] = endless
    window = open_window("rtsp://me:secret@hall/1")
    page = SetUpPage(SETTINGS_OF_NEW_FOLDERS, window.sources, lambda: None)
    qtbot.addWidget(page)
    assert page.cameras.currentText() == "rtsp://hall/1"
    qtbot.waitUntil(lambda: "Webcam" in listed(page), timeout=WAIT_MS)  # nobody else looks
    assert page.cameras.currentIndex() == 3
    page.cameras.setCurrentIndex(0)
    page.cameras.activated.emit(0)
    assert listed(page) == ["Webcam", "Entrance", "None: play the demo clip"]
    assert page.cameras.currentText() == "Webcam"


def test_no_camera_is_chosen_while_nothing_is_open(make_page, cameras, sources, qtbot):
    cameras += CAMERAS
    sources["0"] = endless
    page = make_page()
    qtbot.waitUntil(lambda: page._sources.text == "0", timeout=WAIT_MS)
    page._sources.close()
    assert (page.cameras.currentIndex(), page.cameras.placeholderText()) == (-1, "Choose a camera")
    assert len(listed(page)) == 3


def test_a_long_path_leaves_the_page_its_width(make_page, sources):
    path = "/videos/" + "a-long-name-" * 30 + ".mp4"
    sources[path] = endless
    page = make_page()
    page._sources.open(path)
    name = page.cameras.currentText()
    assert name.startswith("a-long-name-")
    assert page.cameras.fontMetrics().horizontalAdvance(name) <= 360


def test_the_alarm_can_be_tried(make_page):
    sounded = []
    page = make_page(test_alarm=lambda: sounded.append(True))
    press(page, "&Test")
    assert sounded == [True]
    notes = page.findChildren(SettingNote)
    assert "Testing…" in [note.text() for note in notes]
    page.show_alarm_result(["There is no device to play sound on."])
    assert "There is no device to play sound on." in [note.text() for note in notes]


def test_the_page_says_what_came_of_the_alarm(open_window, qtbot):
    window = open_window()  # tests have no loudspeaker that plays
    page = window.features.first_start
    page.open()
    press(page.page, "&Test")
    notes = page.page.findChildren(SettingNote)
    qtbot.waitUntil(lambda: not any("Testing" in note.text() for note in notes), timeout=WAIT_MS)
    assert any("sound" in note.text() or "Nothing heard?" in note.text() for note in notes)
    page.page.close()


def test_the_page_does_not_block_the_window(make_page):
    page = make_page()
    assert page.windowModality() == Qt.WindowModality.NonModal


def test_no_letter_is_used_twice(make_page):
    page = make_page()
    texts = [each.text() for each in page.findChildren(QPushButton)]
    texts += [label.text() for label in page.findChildren(type(page.findChild(QCheckBox)))]
    letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
    letters += ["c", "p", "f"]  # the camera, the people, the days
    assert len(letters) == len(set(letters))

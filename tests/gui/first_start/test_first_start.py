import json
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QPushButton

from maskapp.gui.first_start.set_up_page import SetUpPage
from maskapp.gui.shared.remembered_state import WINDOW_FILE_NAME
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from maskapp.settings.settings import SETTINGS_OF_NEW_FOLDERS
from maskapp.settings.settings_file import SETTINGS_FILE_NAME, save_settings
from tests.support.leak_checks import finish_deletions


def test_the_page_is_offered_in_a_new_folder_until_it_is_skipped_once(open_window):
    first = open_window().features.first_start
    first.offer()
    assert first.page is not None
    assert first.page.isVisible()
    QTest.keyClick(first.page, Qt.Key.Key_Escape)
    assert first.page is None
    first.offer()
    assert first.page is None
    again = open_window().features.first_start
    again.offer()
    assert again.page is None


def test_it_stays_due_after_a_start_that_did_not_offer_it(open_window):
    window = open_window("nothing.mp4")
    window.close_at_once()
    later = open_window().features.first_start
    later.offer()
    assert later.page is not None


@pytest.mark.parametrize("trace", [SETTINGS_FILE_NAME, SNAPSHOT_FOLDER])
def test_it_is_not_offered_in_a_folder_that_a_window_used_before(open_window, tmp_path, trace):
    (tmp_path / WINDOW_FILE_NAME).write_text("[camera]\nname=HD Webcam\n")
    if trace == SNAPSHOT_FOLDER:
        (tmp_path / trace).mkdir()
    else:
        (tmp_path / trace).write_text("{}")
    window = open_window()
    window.features.first_start.offer()
    assert window.features.first_start.page is None
    assert window.settings.settings.retention_days == 0


def test_it_is_offered_in_a_folder_that_only_the_web_server_used(open_window, tmp_path):
    save_settings(SETTINGS_OF_NEW_FOLDERS, tmp_path / SETTINGS_FILE_NAME)
    (tmp_path / SNAPSHOT_FOLDER).mkdir()
    window = open_window()
    window.features.first_start.offer()
    page = window.features.first_start.page
    assert page is not None
    assert window.settings.settings == SETTINGS_OF_NEW_FOLDERS
    QTest.keyClick(page, Qt.Key.Key_Escape)
    again = open_window().features.first_start
    again.offer()
    assert again.page is None


def test_the_menu_opens_it_at_any_time_once(open_window, tmp_path):
    (tmp_path / SETTINGS_FILE_NAME).write_text('{"retention_days": 12}')
    window = open_window()
    window.features.first_start.action.trigger()
    window.features.first_start.action.trigger()
    [page] = window.findChildren(SetUpPage)
    page.accept()
    finish_deletions()
    assert window.findChildren(SetUpPage) == []
    window.features.first_start.action.trigger()
    assert window.features.first_start.page.isVisible()


def test_its_choices_are_saved(open_window, tmp_path):
    window = open_window()
    window.features.first_start.open()
    page = window.features.first_start.page
    page.distance.setCurrentIndex(page.distance.findData("thorough"))
    page._apply()
    QApplication.processEvents()
    assert window.settings.settings.detection_size_px == 640
    window.close_at_once()
    saved = json.loads((tmp_path / SETTINGS_FILE_NAME).read_text())
    assert (saved["detection_size_px"], saved["retention_days"]) == (640, 7)


def test_it_takes_back_no_setting_that_was_changed_while_it_was_open(open_window):
    window = open_window()
    window.features.first_start.open()
    page = window.features.first_start.page
    window.settings.change(blur_faces=True, automatic_snapshots=False)
    window.commands.theme_dark.trigger()
    page.findChild(QAbstractSpinBox).setValue(30)
    [done] = [each for each in page.findChildren(QPushButton) if each.text() == "&Done"]
    done.click()
    expected = replace(
        SETTINGS_OF_NEW_FOLDERS,
        blur_faces=True,
        automatic_snapshots=False,
        theme="dark",
        retention_days=30,
    )
    assert window.settings.settings == expected

"""What the pages say of a model that is missing, until it is there."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from maskapp import paths
from maskapp.settings.settings import Settings
from maskapp.settings.settings_file import SETTINGS_FILE_NAME, save_settings
from tests.support.browser import Pages
from tests.support.serve_process import WebServer


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """The file of a model that the settings name and that is not there."""
    model = tmp_path / "stick" / "mask.tflite"
    model.parent.mkdir()
    settings = replace(Settings(), model_file=str(model))
    save_settings(settings, tmp_path / "data" / "maskapp" / SETTINGS_FILE_NAME)
    return model


def test_a_missing_model_is_told_and_used_once_it_is_there(
    model: Path, own_server: WebServer, pages: Pages
) -> None:
    page = pages.open(own_server.url)
    page.get_by_role("button", name="Play the demo").click()
    expect(page.get_by_text("Can't use the model that judges masks")).to_be_visible()
    expect(page.get_by_text("mask.tflite is missing")).to_be_visible()
    expect(page.get_by_text("Trying again")).to_be_visible()
    door = pages.open(f"{own_server.url}/door")
    expect(door.get_by_text("The mask model is missing or damaged")).to_be_visible()
    shutil.copyfile(paths.models_dir() / "mask_detector.tflite", model)
    expect(page.get_by_text("Can't use the model")).to_be_hidden(timeout=30_000)
    expect(page.locator("#verdict")).to_be_visible(timeout=30_000)

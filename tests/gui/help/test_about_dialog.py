"""The About dialog."""

import pytest
from PySide6.QtCore import QSize, QUrl
from PySide6.QtGui import QImage, QScreen, QTextDocument
from PySide6.QtWidgets import QApplication, QPushButton, QTabWidget, QTextBrowser

from maskapp import __version__, paths
from maskapp.gui.help.about_dialog import _LICENCES, AboutDialog
from maskapp.gui.help.licences_dialog import LicencesDialog
from maskapp.gui.help.package_versions import PACKAGES, package_version

_PICTURE = "reliability.png"


@pytest.fixture
def dialog(qtbot) -> AboutDialog:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


@pytest.fixture
def tabs(dialog) -> QTabWidget:
    return dialog.findChild(QTabWidget)


@pytest.mark.parametrize("kind", [AboutDialog, LicencesDialog])
def test_fits_a_small_screen(kind, qtbot, monkeypatch) -> None:
    small = QSize(800, 480)
    monkeypatch.setattr(QScreen, "availableSize", lambda _screen: small)
    dialog = kind()
    qtbot.addWidget(dialog)
    assert dialog.height() < small.height()
    assert dialog.minimumSizeHint().height() < small.height()


def browser(tabs: QTabWidget, title: str) -> QTextBrowser:
    [index] = [i for i in range(tabs.count()) if tabs.tabText(i) == title]
    return tabs.widget(index)


def test_lists_the_installed_versions_with_links(tabs) -> None:
    versions = browser(tabs, "Versions and licences")
    assert f"Maskapp {__version__}" in versions.toPlainText()
    assert package_version("opencv-python-headless") in versions.toPlainText()
    assert "CenterFace (MIT)" in versions.toPlainText()
    assert "MobileNetV2 (Apache-2.0)" in versions.toPlainText()
    assert 'href="https://opencv.org"' in versions.toHtml()


def test_the_versions_are_those_that_packages_carry_and_that_are_preloaded() -> None:
    assert {package for package, *_ in _LICENCES} == {*PACKAGES}


def test_loads_the_model_card_once_when_its_tab_is_opened(tabs) -> None:
    card = browser(tabs, "Model card")
    assert card.document().isEmpty(), "its layout would delay the dialog"
    title = (paths.models_dir() / "MODEL_CARD.md").read_text(encoding="utf-8").splitlines()[0]
    title = title.removeprefix("# ")
    tabs.setCurrentWidget(card)
    assert card.toPlainText().startswith(title)
    tabs.setCurrentIndex(0)
    tabs.setCurrentWidget(card)
    assert card.toPlainText().count(title) == 1


def test_the_model_card_fits_the_width(tabs) -> None:
    card = browser(tabs, "Model card")
    tabs.setCurrentWidget(card)
    QApplication.processEvents()
    assert card.verticalScrollBar().maximum() > 0
    assert card.horizontalScrollBar().maximum() == 0


def test_scales_the_pictures_of_the_model_card_to_fit(tabs) -> None:
    card = browser(tabs, "Model card")
    tabs.setCurrentWidget(card)
    picture = card.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl(_PICTURE))
    assert 0 < picture.width() < card.viewport().width()
    original = QImage(str(paths.models_dir() / _PICTURE))
    assert picture.width() / picture.height() == pytest.approx(
        original.width() / original.height(), rel=0.01
    )


def test_opens_the_licences(dialog) -> None:
    [button] = [b for b in dialog.findChildren(QPushButton) if "Licences" in b.text()]
    button.click()
    assert dialog.findChild(LicencesDialog).isVisible()


def test_says_that_a_package_is_under_the_gpl(qtbot, tmp_path, monkeypatch) -> None:
    def shown() -> str:
        dialog = AboutDialog()
        qtbot.addWidget(dialog)
        return browser(dialog.findChild(QTabWidget), "Versions and licences").toPlainText()

    assert "General Public License" not in shown()
    file = tmp_path / "LICENCES.txt"
    file.touch()
    monkeypatch.setattr(paths, "licences", lambda: file)
    assert "This package as a whole" in shown()
    assert "General Public License" in shown()


def test_screen_readers_name_each_text_as_its_tab(tabs) -> None:
    names = {browser.accessibleName() for browser in tabs.findChildren(QTextBrowser)}
    assert names == {tabs.tabText(0), tabs.tabText(1)}

from importlib.metadata import version

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QTabWidget, QTextBrowser

from maskapp import paths
from maskapp.gui.help.about_dialog import AboutDialog


def test_about_tells_versions_and_the_model_card_when_it_is_wanted(qtbot) -> None:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    tabs = dialog.findChild(QTabWidget)
    versions, card = (tabs.widget(place) for place in range(2))
    assert isinstance(versions, QTextBrowser)
    assert isinstance(card, QTextBrowser)
    assert version("opencv-python") in versions.toPlainText()
    assert card.document().isEmpty(), "laying it out takes a while"
    tabs.setCurrentIndex(1)
    title = (paths.models_dir() / "MODEL_CARD.md").read_text(encoding="utf-8").splitlines()[0]
    assert card.toPlainText().startswith(title.removeprefix("# "))
    tabs.setCurrentIndex(0)
    tabs.setCurrentIndex(1)
    assert card.toPlainText().count(title.removeprefix("# ")) == 1
    picture = card.loadResource(QTextDocument.ResourceType.ImageResource.value, "reliability.png")
    assert 0 < picture.width() < card.viewport().width(), "it would be wider"

from maskapp.gui.statistics.empty_page import EmptyPage


def test_the_page_explains_how_figures_come_about_or_what_is_wrong(qtbot):
    page = EmptyPage()
    qtbot.addWidget(page)
    assert page.title.text() == "No figures yet"
    assert "The demo clip and single pictures are not counted." in page.text.text()
    page.show_problem("The disk is gone.")
    assert page.text.text() == "The disk is gone."
    page.show_nothing_yet()
    assert page.title.text() == "No figures yet"

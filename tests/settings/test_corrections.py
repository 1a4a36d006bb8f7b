from maskapp.settings.corrections import CorrectionSettings
from maskapp.settings.settings import LIMITS


def test_nothing_is_kept_unasked():
    assert CorrectionSettings().keep_corrections == "ask"
    assert LIMITS["keep_corrections"]["choices"] == ("ask", "yes", "no")

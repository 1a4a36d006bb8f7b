import subprocess
import sys

import pytest

from maskapp.errors import MaskappError
from maskapp.gui.startup.single_instance import SingleInstance

pytestmark = pytest.mark.usefixtures("qapp")


def test_a_second_start_reaches_the_first(qtbot, tmp_path) -> None:
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


def test_a_released_folder_can_be_claimed_again(tmp_path) -> None:
    first, later = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert first.claim()
    assert not later.claim()
    first.release()
    assert later.claim()
    later.release()


def test_a_window_that_does_not_answer_is_an_error(tmp_path) -> None:
    with pytest.raises(MaskappError, match="does not answer"):
        SingleInstance(tmp_path).show_other("")


def test_every_data_folder_has_its_own_window(tmp_path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = SingleInstance(tmp_path / "a"), SingleInstance(tmp_path / "b")
    assert one.claim()
    assert other.claim()
    one.release()
    other.release()

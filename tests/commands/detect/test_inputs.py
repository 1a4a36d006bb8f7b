from pathlib import Path

import pytest

from maskapp.commands.detect.inputs import input_name, require_files
from maskapp.errors import MaskappError


def test_an_address_is_named_without_its_secrets_and_a_file_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "token=5.jpg"
    path.touch()
    assert input_name(str(path)) == str(path)
    assert input_name("rtsp://me:secret@host/live") == "rtsp://host/live"


@pytest.mark.parametrize("text", ["0", "rtsp://me:secret@host/live", " HTTP://host/a.mp4"])
def test_cameras_and_addresses_cannot_be_shared(text: str) -> None:
    with pytest.raises(MaskappError, match="leave them out") as caught:
        require_files(["a.mp4", text])
    assert "secret" not in str(caught.value)


def test_files_can_be_shared() -> None:
    require_files(["a.mp4", "./0", "demo", "", "folder/"])

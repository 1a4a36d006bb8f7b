import os
import subprocess
import sys

import pytest

_CODE = """
import sys
from pathlib import Path
from maskapp.preload_libraries import _LIBRARIES, load_libraries

load_libraries()
load_libraries()
loaded = Path("/proc/self/maps").read_text()
for package, pattern in _LIBRARIES.items():
    stem = Path(pattern).name.split("*")[0]
    assert f"/{stem}" in loaded, package
    assert package not in sys.modules, package
import maskapp.pipeline.engine
import maskapp.pipeline.sources.source
assert set(_LIBRARIES) <= set(sys.modules)
from maskapp.opencv import cv2
assert not cv2.VideoCapture(97, cv2.CAP_V4L2).isOpened()  # writes nothing to standard error
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux are libraries preloaded")
def test_libraries_are_loaded_without_import_and_can_be_imported_later() -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OPENCV_")}
    done = subprocess.run(
        [sys.executable, "-c", _CODE],
        env=clean,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0

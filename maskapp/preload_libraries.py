"""Preloading of large native libraries without blocking the window.

Python holds the GIL while an import loads an extension module, which takes a tenth of a second
from a cold disk and freezes the window. A ctypes call releases the GIL, and the import that
follows finds the library already loaded.
"""

import ctypes
import os
import sys
from importlib.util import find_spec
from pathlib import Path

from maskapp.opencv_environment import set_opencv_environment

_LIBRARIES = {
    "numpy": "_core/_multiarray_umath*.so",
    "cv2": "cv2*.so",
    "av": "codec/context*.so",
    "PIL": "_imaging.*.so",
    "pillow_heif": "../_pillow_heif*.so",
    "simplejpeg": "_jpeg*.so",
    "ai_edge_litert": "_pywrap_litert_interpreter_wrapper*.so",
}
"""For each package, the extension module that depends on its large libraries."""


def load_libraries() -> None:
    """Load the native libraries of the image, video and model packages without importing them.

    Call this in the thread that is about to import them. A library that cannot be found or
    loaded is skipped: the import reports the reason.
    """
    if sys.platform != "linux":
        return
    set_opencv_environment()
    load = ctypes.CDLL(None).dlopen
    load.restype = ctypes.c_void_p
    load.argtypes = (ctypes.c_char_p, ctypes.c_int)
    for package, pattern in _LIBRARIES.items():
        found = find_spec(package)
        for folder in (found and found.submodule_search_locations) or ():
            for library in Path(folder).glob(pattern):
                load(os.fsencode(library), os.RTLD_NOW)

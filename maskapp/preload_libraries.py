"""Loads large libraries while the window goes on.

Python holds its lock while the system loads an extension module, and nothing of the window that
is written in Python runs meanwhile: for a tenth of a second where the disk has to be read. A call
through ctypes gives the lock away, and the import that follows finds the library loaded.
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
    "ai_edge_litert": "_pywrap_litert_interpreter_wrapper*.so",
}
"""Of each package the one that needs the large ones."""


def load_libraries() -> None:
    """Load what the packages for pictures, video and networks are made of; import none of them.

    Call it in a thread that is about to import them. What is not found, or cannot be loaded, is
    left to the import, which says why.
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

"""The messages of ALSA, which it writes to standard error while it looks for a sound card."""

import contextlib
import ctypes
from collections.abc import Iterator

_LIBRARY = "libasound.so.2"
_Handler = ctypes.CFUNCTYPE(
    None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
)
"""Of `snd_lib_error_handler_t`; what follows the format is left out."""
_SILENT = _Handler(lambda *_: None)
"""Never freed: ALSA does not keep it alive, and another thread may hang where it is in use."""


@contextlib.contextmanager
def alsa_muted() -> Iterator[None]:
    """Discard what ALSA says; a device that cannot be opened is an error of the caller's anyway."""
    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError:  # another system, or one without ALSA
        yield
        return
    library.snd_lib_error_set_handler(_SILENT)
    try:
        yield
    finally:
        library.snd_lib_error_set_handler(None)

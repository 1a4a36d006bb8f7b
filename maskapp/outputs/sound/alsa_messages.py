"""The messages of ALSA, which it writes to standard error while it looks for a sound card."""

import contextlib
import ctypes
from collections.abc import Iterator

_LIBRARY = "libasound.so.2"
_Handler = ctypes.CFUNCTYPE(
    None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
)
"""Of `snd_lib_error_handler_t`; what follows the format is left out."""


@contextlib.contextmanager
def alsa_muted() -> Iterator[None]:
    """Discard what ALSA says; a device that cannot be opened is an error of the caller's anyway."""
    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError:  # another system, or one without ALSA
        yield
        return
    handler = _Handler(lambda *_: None)  # ALSA does not keep it alive
    library.snd_lib_error_set_handler(handler)
    try:
        yield
    finally:
        library.snd_lib_error_set_handler(None)

"""The range of values of a PNM picture, which its header states, and which OpenCV does not heed."""

import re

_BETWEEN = rb"(?:\s|#[^\r\n]*[\r\n])+"  # with comments
_NUMBERS = re.compile(
    rb"P(?P<kind>[2356])" + (_BETWEEN + rb"\d+") * 2 + _BETWEEN + rb"(?P<most>\d{1,5})\s"
)
_NAMED = re.compile(rb"P7\n(?:(?!ENDHDR).*\n)*?MAXVAL\s+(?P<most>\d{1,5})\s")
_AS_TEXT = (b"2", b"3")


def pnm_range(data: bytes) -> int | None:
    """Return the value that means white, 1 to 65534, if it is one that OpenCV does not heed.

    OpenCV takes values of one byte for those up to 255, except in text, and others for those up to
    65535.

    Args:
        data: The content of any file.

    Returns:
        None for a picture that OpenCV decodes as it should, and for what is no PNM picture.
    """
    header = _NUMBERS.match(data) or _NAMED.match(data)
    if header is None:
        return None
    most = int(header["most"])
    is_text = header.re is _NUMBERS and header["kind"] in _AS_TEXT
    is_heeded = most in (0, 255) or most >= 65535 or (is_text and most < 255)
    return None if is_heeded else most

"""Messages of libraries and words from files, made fit to stand in a message of ours."""

import re

LONGEST = 200

_TERMINAL_CODE = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")


def foreign_message(error: object, longest: int = LONGEST) -> str:
    """Return a foreign text on one line, without control characters and not too long.

    Args:
        error: An exception, or the text itself.
        longest: The most characters to return.

    Returns:
        The type's name if there is no text.
    """
    text = _TERMINAL_CODE.sub("", str(error))
    # Long texts are cut first: some libraries put all of a network into a message.
    visible = "".join(c if c.isprintable() else " " for c in text[: 20 * longest])
    line = " ".join(visible.split()) or type(error).__name__
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"

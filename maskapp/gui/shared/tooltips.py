"""Tool tips of texts that come from outside: names, notes."""

from html import escape


def as_tooltip(text: str) -> str:
    """A text as a tool tip, which Qt breaks into lines where it is long and never reads as markup.

    Args:
        text: Any; its own lines stay lines.
    """
    return f"<p>{escape(text).replace(chr(10), '<br>')}</p>" if text else ""

"""Texts from outside, fit to be shown: printable, on one line, short, and without secrets.

A source may be an address that contains a user name, a password or a token. Everything that shows,
logs or writes the name of a source uses this module. Addresses are often mistyped, so anything that
could be an address is treated as one, and anything not known to be harmless is hidden.
"""

import re
import unicodedata
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

LONGEST_FOREIGN = 200
"""The most characters of a library's message, or of words from a file, in a message of ours."""

_HIDDEN = "…"
_TERMINAL_CODE = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")

_ALSO_SHOWN = re.compile("[\u00ad\u061c\u200b-\u200f\U0001f000-\U0001faff\U000e0020-\U000e007f]")
"""What Python calls unprintable and languages need: places where a word or a Khmer line may end,
joiners in words of Persian and Hindi and in emoji, marks of direction in Hebrew (which turn no
other text around), emoji newer than Python's tables, and the letters of some flags.
"""

_SCHEME = re.compile(
    r"([a-z][a-z0-9+.-]+)(:[/\\]+|;[/\\]{2,}|[/\\]{2,})"
    r"|(rtsps?|rtmps?|https?|mms|udp|tcp|srt|ftp)(:)",
    re.IGNORECASE,
)
"""A scheme, possibly misspelt, of two letters or more: a single letter is a Windows drive."""
_ANYWHERE = re.compile(r":\s*//|:\\\\")
"""A separator that no path contains."""
_LOCAL_PATH = re.compile(r"/(?!/)|\.{1,2}[/\\]|~|[a-z]:[/\\]|\\\\", re.IGNORECASE)
_FILE_SCHEME = re.compile("file", re.IGNORECASE)
_LAST_PART = re.compile(r"[^/\\]+")
_SECRET_PARAMETER = re.compile(
    r"(?:pass|pwd|token|secret|api_?key|credential)\w*\s*(?:=|%3d)", re.IGNORECASE
)
_PARAMETER_NAME = re.compile(r"\b(?:user|usr|login|auth|key)\w*\s*(?:=|%3d)", re.IGNORECASE)

_HOST = re.compile(r"(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.IGNORECASE)
_PLAIN_SEGMENT = re.compile(r"[\w .,~+()!*'-]*")
_SECRET_WORD = re.compile(
    r"(?:^|[^a-z])(?:pass|passwd|password|pwd|token|secret|apikey|key|auth|user|username|usr|login)"
    r"(?:$|[^a-z])",
    re.IGNORECASE,
)
_HARMLESS_PARAMETER = re.compile(
    r"(?<=[?&;_/])(channel|chn|ch|camera|cam|subtype|stream|profile)=(\d{1,3})(?=$|[&;_/.#])",
    re.IGNORECASE,
)
"""Parameters that distinguish the cameras of one recorder."""

_ADDRESS_IN_TEXT = re.compile(
    r"(?<![a-z0-9+.-])(?:[a-z][a-z0-9+.-]+:(?:\s?[/\\]{2,}|[/\\])|://)(?:.*@)?[^\s'\"<>]*",
    re.IGNORECASE,
)
"""Up to the last "@" of the line, since a password may hold a space or a quotation mark.

A colon, a space and a single slash begin no address, but a path after a word.
"""
_WORD_IN_TEXT = re.compile(r"[^\s'\"<>]+")
_LETTER = r"(?:[^\s/\\:'\".]|(?<=\w)'(?=\w))"
_WORD = rf"(?:{_LETTER}|(?<=\s\w)\.)+"
_FOLDERS_IN_TEXT = re.compile(
    r"(?<![^\s('\"\[=`‘“«])(?:~|[a-z]:|[/\\])?[/\\](?=[\w~(\[+#@-]|\.\w)"
    rf"(?:(?:(?:{_LETTER}|\.)+|{_WORD}(?:[^\S\n]{_WORD}){{1,3}})[/\\]+)*",
    re.IGNORECASE,
)
"""The folders of a path, whose names may have several words, initials and apostrophes."""


def without_folder(text: str, folder: Path) -> str:
    """Return a message without a folder, of whose files it tells the names alone."""
    return re.sub(re.escape(str(folder)) + r"[/\\]?", "", text)


def without_folders(text: str) -> str:
    """Return a message that names files without their folders, as far as paths can be told."""
    return _FOLDERS_IN_TEXT.sub("", text)


def with_display_name(text: str, source: str) -> str:
    """Return a message about a source that names it as `display_name` does.

    Args:
        text: The message, which may name the source in full.
        source: As the user named it.
    """
    name = display_name(source)
    for whole in (hide_secrets(source), printable(str(Path(source)))):
        if whole not in {"", "."}:  # which a message has, whatever its source
            text = text.replace(whole, name)
    return text


class _Address(NamedTuple):
    """An address in two parts: up to and including the separator before the host, and the rest."""

    scheme: str
    rest: str


def display_name(source: str) -> str:
    """Return the short name of a source: a file's name, or an address without secrets.

    Args:
        source: As the user named it: a path, an address, a camera's number or "demo".
    """
    address = _as_address(source)
    if address is None:
        return printable(Path(source).name or source)
    shown = hide_secrets(source)
    return _LAST_PART.findall(shown)[-1] if _FILE_SCHEME.match(address.scheme) else shown


def hide_secrets(source: str) -> str:
    """Return a source in full, but an address without secrets.

    User, password, fragment, and every parameter that is not known to be harmless are left
    out, as are parts of the path that may hold one. Where a password holds "/", "?" or "#",
    its end cannot be found safely, and only the scheme is kept.

    Args:
        source: See `display_name`; a path is returned unchanged, but printable.
    """
    address = _as_address(source)
    if address is None:
        return printable(source)
    authority, tail = _split_authority(address.rest)
    host = authority.rpartition("@")[2]
    if "@" in unquote(tail) or not _HOST.fullmatch(host):
        return printable(f"{address.scheme}{_HIDDEN}")
    return printable(f"{address.scheme}{host}{_plain_path(tail)}{_harmless_query(tail)}")


def hide_secrets_in_text(text: str) -> str:
    """Return a message or log entry with the secrets of all addresses in it hidden."""
    return _WORD_IN_TEXT.sub(_hide_word, _ADDRESS_IN_TEXT.sub(_hide_match, text))


def is_printable(text: str) -> bool:
    """Return whether a text of any language can be shown as it is, on one line.

    `str.isprintable` refuses what many languages need, such as the spaces of Japanese and French.
    """
    return all(map(_is_shown, text))


def without_unprintable(text: str) -> str:
    """Return a text without what is not printable in the sense of `is_printable`."""
    return "".join(filter(_is_shown, text))


def is_blank(text: str) -> bool:
    """Return whether nothing of a text can be seen: it has only spaces, joiners and the like."""
    return all(c.isspace() or unicodedata.category(c) == "Cf" for c in text)


def has_lone_surrogates(name: str) -> bool:
    """Return whether the name of a file or folder is not in UTF-8, for which Qt has no letters."""
    return re.search("[\ud800-\udfff]", name) is not None


def printable(name: str) -> str:
    """Return a name on one line; one with unprintable characters in quotes, with these escaped."""
    return name if is_printable(name) else repr(name)


def foreign_message(error: object, longest: int = LONGEST_FOREIGN) -> str:
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


def _is_shown(character: str) -> bool:
    return (
        character.isprintable()
        or unicodedata.category(character) == "Zs"  # a space, such as that before "PM" on a Mac
        or _ALSO_SHOWN.match(character) is not None
    )


def _as_address(source: str) -> _Address | None:
    """Return the parts of a possible address; None for a path, a number or a word."""
    text = source.strip().lstrip("\"'<(")
    scheme = _SCHEME.match(text)
    is_local_path = scheme is None and _LOCAL_PATH.match(text) is not None
    if _ANYWHERE.search(text):
        return _Address(scheme[0], text[scheme.end() :]) if scheme else _Address("", "@/")
    if _SECRET_PARAMETER.search(text):
        return _Address(scheme[0] if scheme else "", text[scheme.end() :] if scheme else text)
    if is_local_path:
        return None
    if scheme is not None:
        return _Address(scheme[0], text[scheme.end() :])
    if _has_user_info(text) or _PARAMETER_NAME.search(text):
        return _Address("", text)
    return None


def _hide_match(match: re.Match[str]) -> str:
    address = match[0].rstrip(".,:;)]")  # the sentence's, not the address's
    return hide_secrets(address) + match[0][len(address) :]


def _hide_word(match: re.Match[str]) -> str:
    """Hide the secrets of an address without a scheme; those with one are hidden already."""
    word = match[0]
    is_secret = _has_user_info(word) or _SECRET_PARAMETER.search(word)
    return _hide_match(match) if is_secret else word


def _has_user_info(text: str) -> bool:
    return ":" in text.rpartition("@")[0]


def _split_authority(rest: str) -> tuple[str, str]:
    match = re.search(r"[/\\?#;&]", rest)
    at = match.start() if match else len(rest)
    return rest[:at], rest[at:]


def _plain_path(tail: str) -> str:
    """Return the path up to the first segment that may hold a secret."""
    path = re.split(r"[?#]", tail, maxsplit=1)[0]
    if path and not path.startswith("/"):
        return f"/{_HIDDEN}"
    kept: list[str] = []
    for segment in path.split("/"):
        decoded = unquote(segment)
        if not _PLAIN_SEGMENT.fullmatch(decoded) or _SECRET_WORD.search(decoded):
            return "/".join([*kept, _HIDDEN])
        kept.append(segment)
    return "/".join(kept)


def _harmless_query(tail: str) -> str:
    found = [f"{name}={value}" for name, value in _HARMLESS_PARAMETER.findall(tail)]
    return f"?{'&'.join(found)}" if found else ""

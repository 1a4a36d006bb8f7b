"""Names of sources that are fit for messages: one line, and no password in it."""

import re


def shown(name: str) -> str:
    """A file's name in printable characters."""
    return name if name.isprintable() else ascii(name)


def shown_address(address: str) -> str:
    """An address without what may be secret: user, password, query, path parts with "=".

    Where a password holds a "/" or "?" the address cannot be told apart safely, and only
    its scheme is shown.
    """
    scheme, _, rest = address.partition("://")
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "@" in rest and "@" not in host:
        return shown(f"{scheme}://…")
    rest = re.split(r"[?#]", rest.rpartition("@")[2], maxsplit=1)[0]
    return shown(f"{scheme}://" + re.sub(r"[^/]*=[^/]*", "…", rest))

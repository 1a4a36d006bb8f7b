"""Errors of the system that no command has handled, in one line for the user."""

import errno

from maskapp.display_names import foreign_message, hide_secrets_in_text

_FILE_FAULTS = frozenset(
    {
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.ENAMETOOLONG,
        errno.ELOOP,
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EIO,
        errno.ESTALE,
        errno.ETIMEDOUT,
        errno.EHOSTUNREACH,
        errno.ENODEV,
        errno.ENXIO,
        errno.ENOTCONN,  # the program behind a mounted folder has ended
    }
)
"""What may keep a file from being used, or even from being looked for: `Path.exists` raises it."""
_OUTPUT_FAULTS = {
    errno.EPIPE: "standard output: closed before everything was written",
    # Not only standard output: the system does not name the file that it could not write on.
    errno.ENOSPC: "the disk or device is full; standard output, or the file written, is incomplete",
    errno.EDQUOT: "your share of the disk is used up; what was being written is incomplete",
}


def in_one_line(error: OSError) -> str | None:
    """Return the file or folder that cannot be used, if it is known, and why.

    Args:
        error: Names a file, unless it comes from writing to one that is open, such as standard
            output.

    Returns:
        None if nothing is known about such an error, which is then a mistake of the program.
    """
    if error.filename is None:
        return _OUTPUT_FAULTS.get(error.errno or 0)
    if error.errno not in _FILE_FAULTS:
        return None
    return hide_secrets_in_text(f"{foreign_message(error.filename)}: {error.strerror}")

"""Where addresses that contain passwords are kept: the system's keyring, or a private file."""

import re
from pathlib import Path

from maskapp.errors import OutputError
from maskapp.files.json_files import (
    broken_copies,
    copy_broken,
    keep_broken,
    read_object,
    write_object,
)
from maskapp.files.system_keyring import Keyring, SystemKeyring

ADDRESSES_FILE_NAME = "addresses.json"

_MOST_BYTES = 1 << 20
_USER_INFO = re.compile(r"//.*@")


class AddressVault:
    """Addresses by a name without secrets, in the system's keyring.

    Where there is none, they are kept in a file that only the user can read. A keyring may ask the
    user to unlock it, so each call may take as long as the user does.

    Args:
        folder: Existing folder of the file; its path is part of the names in the keyring.
        keyring: The keyring; None for the system's.

    Attributes:
        file: The file.
        messages: What is wrong with it, for the user; the reader takes them out.
    """

    def __init__(self, folder: Path, keyring: Keyring | None = None) -> None:
        self.file = folder / ADDRESSES_FILE_NAME
        self.messages: list[str] = []
        self._problem = ""
        self._keyring = SystemKeyring(folder, keyring)

    def keep(self, shown: str, address: str) -> str:
        """Keep an address.

        An address that differs only in user name and password is replaced.

        Args:
            shown: The address without its secrets.
            address: The complete address.

        Returns:
            The name to find it by: `shown`, with a number if others are shown like it.

        Raises:
            OutputError: There is no keyring, and the file cannot be written; or, at the moment, not
                be read, or a damaged one not be copied.
        """
        name, number = shown, 1
        while (other := self.find(name)) is not None and _place(other) != _place(address):
            number += 1
            name = f"{shown} ({number})"
        if not self._keyring.keep(name, address):
            self._require_kept()
            self._write({**self._read(), name: address})
        return name

    def find(self, name: str) -> str | None:
        """Return the address of a name; None if there is none, or the keyring stays locked."""
        in_file = self._read().get(name)
        return in_file if in_file is not None else self._keyring.find(name)

    def forget(self, name: str) -> None:
        """Remove an address.

        Raises:
            OutputError: The file cannot be written.
        """
        addresses = self._read()
        if addresses.pop(name, None) is not None:
            self._write(addresses)
        else:
            self._keyring.forget(name)

    def clear(self) -> None:
        """Remove the file with all its addresses, and the copies of damaged ones.

        Raises:
            OutputError: One of them cannot be removed.
        """
        for path in (*broken_copies(self.file), self.file):
            _remove(path)

    def _read(self) -> dict[str, str]:
        kept, problem = read_object(self.file, _MOST_BYTES)  # most often there is no such file
        if problem:  # the next address that is kept replaces the file, unless it can be read later
            problem = f"The addresses in {self.file} cannot be used: it {problem}."
            problem = f"{problem} {keep_broken(self.file)[0]}".strip()
            if problem != self._problem:
                self.messages.append(problem)
        self._problem = problem
        return {name: str(address) for name, address in kept.items()}

    def _require_kept(self) -> None:
        """Refuse to replace addresses that can perhaps be read, or copied, another time."""
        if not read_object(self.file, _MOST_BYTES)[1]:
            return
        try:
            copy_broken(self.file)
        except OutputError as error:
            raise OutputError(f"Cannot add an address: {error}") from error

    def _write(self, addresses: dict[str, str]) -> None:
        if not addresses:
            _remove(self.file)
            return
        write_object(addresses, self.file)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"Cannot remove {path}: {error.strerror}") from error


def _place(address: str) -> str:
    """Return an address without user name and password."""
    return _USER_INFO.sub("//", address)

"""Where addresses that contain passwords are kept: the system's keyring, or a private file."""

import json
import logging
import re
from pathlib import Path
from typing import Protocol

from maskapp.errors import OutputError
from maskapp.files.private_files import replacing
from maskapp.files.regular_files import read_regular_file

ADDRESSES_FILE_NAME = "addresses.json"

_MOST_BYTES = 1 << 20
_SERVICE = "Maskapp"
_USER_INFO = re.compile(r"//.*@")

_log = logging.getLogger(__name__)


class Keyring(Protocol):
    """What is used of the package keyring."""

    def get_password(self, service_name: str, username: str) -> str | None:
        """Return a password; None if there is none."""

    def set_password(self, service_name: str, username: str, password: str) -> None:
        """Keep a password."""

    def delete_password(self, service_name: str, username: str) -> None:
        """Remove a password."""


class AddressVault:
    """Addresses by a name without secrets, in the system's keyring.

    Where there is none, they are kept in a file that only the user can read. A keyring may ask the
    user to unlock it, so each call may take as long as the user does.

    Args:
        folder: Existing folder of the file; its path is part of the names in the keyring.
        keyring: The keyring; None for the system's.
    """

    def __init__(self, folder: Path, keyring: Keyring | None = None) -> None:
        self.file = folder / ADDRESSES_FILE_NAME
        self._keyring = keyring

    def keep(self, shown: str, address: str) -> str:
        """Keep an address.

        An address that differs only in user name and password is replaced.

        Args:
            shown: The address without its secrets.
            address: The complete address.

        Returns:
            The name to find it by: `shown`, with a number if others are shown like it.

        Raises:
            OutputError: There is no keyring, and the file cannot be written.
        """
        name, number = shown, 1
        while (other := self.find(name)) is not None and _place(other) != _place(address):
            number += 1
            name = f"{shown} ({number})"
        if not self._set_in_keyring(name, address):
            self._write({**self._read(), name: address})
        return name

    def find(self, name: str) -> str | None:
        """Return the address of a name; None if there is none, or the keyring stays locked."""
        in_file = self._read().get(name)
        return in_file if in_file is not None else self._get_from_keyring(name)

    def forget(self, name: str) -> None:
        """Remove an address.

        Raises:
            OutputError: The file cannot be written.
        """
        addresses = self._read()
        if addresses.pop(name, None) is not None:
            self._write(addresses)
        else:
            self._delete_from_keyring(name)

    def _system(self) -> Keyring:
        if self._keyring is None:
            import keyring  # noqa: PLC0415 - imported late, and in the thread that may wait

            self._keyring = keyring
        return self._keyring

    def _user(self, name: str) -> str:
        return f"{name} ({self.file.parent})"

    def _set_in_keyring(self, name: str, address: str) -> bool:
        try:
            self._system().set_password(_SERVICE, self._user(name), address)
        except Exception as error:  # noqa: BLE001 - each system's keyring raises its own errors
            _log.info("The keyring keeps nothing (%s)", type(error).__name__)
            return False
        return self._get_from_keyring(name) == address  # a disabled one accepts everything

    def _get_from_keyring(self, name: str) -> str | None:
        try:
            return self._system().get_password(_SERVICE, self._user(name))
        except Exception as error:  # noqa: BLE001 - as above
            _log.info("The keyring cannot be read (%s)", type(error).__name__)
            return None

    def _delete_from_keyring(self, name: str) -> None:
        try:
            self._system().delete_password(_SERVICE, self._user(name))
        except Exception as error:  # noqa: BLE001 - as above
            _log.info("The keyring removes nothing (%s)", type(error).__name__)

    def _read(self) -> dict[str, str]:
        try:
            kept = json.loads(read_regular_file(self.file, _MOST_BYTES))
        except (OSError, ValueError, RecursionError):  # most often there is no such file
            return {}
        return {str(name): str(kept[name]) for name in kept} if isinstance(kept, dict) else {}

    def _write(self, addresses: dict[str, str]) -> None:
        if not addresses:
            try:
                self.file.unlink(missing_ok=True)
            except OSError as error:
                raise OutputError(f"Cannot remove {self.file}: {error.strerror}") from error
            return
        with replacing(self.file) as file:
            file.write(json.dumps(addresses, indent=1).encode())


def _place(address: str) -> str:
    """Return an address without user name and password."""
    return _USER_INFO.sub("//", address)

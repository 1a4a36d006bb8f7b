"""The system's keyring, as a place that may be missing, locked or disabled."""

import logging
from pathlib import Path
from typing import Protocol

from maskapp.errors import OutputError

_SERVICE = "Maskapp"

_log = logging.getLogger(__name__)


class Keyring(Protocol):
    """What is used of the package keyring."""

    def get_password(self, service_name: str, username: str) -> str | None:
        """Return a password; None if there is none."""

    def set_password(self, service_name: str, username: str, password: str) -> None:
        """Keep a password."""

    def delete_password(self, service_name: str, username: str) -> None:
        """Remove a password."""


class SystemKeyring:
    """The secrets of one data folder in the system's keyring.

    A keyring may ask the user to unlock it, so each call may take as long as the user does.

    Args:
        folder: Its path is part of the names in the keyring.
        keyring: The keyring; None for the system's.
    """

    def __init__(self, folder: Path, keyring: Keyring | None = None) -> None:
        self._folder = folder
        self._keyring = keyring

    def keep(self, name: str, secret: str) -> bool:
        """Keep a secret; return whether the keyring has it afterwards."""
        try:
            self._system().set_password(_SERVICE, self._user(name), secret)
        except Exception as error:  # noqa: BLE001 - each system's keyring raises its own errors
            _log.info("The keyring keeps nothing (%s)", type(error).__name__)
            return False
        return self.find(name) == secret  # a disabled one accepts everything

    def find(self, name: str) -> str | None:
        """Return a secret; None if there is none, or the keyring stays locked."""
        try:
            return self.read(name)
        except OutputError:
            return None

    def read(self, name: str) -> str | None:
        """Return a secret; None if there is none.

        Raises:
            OutputError: The keyring stays locked.
        """
        try:
            return self._system().get_password(_SERVICE, self._user(name))
        except Exception as error:
            _log.info("The keyring cannot be read (%s)", type(error).__name__)
            from keyring.errors import KeyringLocked  # noqa: PLC0415 - as below

            if isinstance(error, KeyringLocked):
                raise OutputError("The system's keyring is locked; unlock it") from error
            return None

    def forget(self, name: str) -> None:
        """Remove a secret, if it is there."""
        try:
            self._system().delete_password(_SERVICE, self._user(name))
        except Exception as error:  # noqa: BLE001 - as above
            _log.info("The keyring removes nothing (%s)", type(error).__name__)

    def _system(self) -> Keyring:
        if self._keyring is None:
            import keyring  # noqa: PLC0415 - imported late, and in the thread that may wait

            self._keyring = keyring
        return self._keyring

    def _user(self, name: str) -> str:
        return f"{name} ({self._folder})"

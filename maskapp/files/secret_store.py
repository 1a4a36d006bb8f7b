"""Passwords of services: in the system's keyring, or from the environment."""

import os
from collections.abc import Mapping
from pathlib import Path

from maskapp.errors import OutputError
from maskapp.files.system_keyring import Keyring, SystemKeyring


def environment_variable(name: str) -> str:
    """Return the environment variable that holds a secret, such as MASKAPP_MQTT_PASSWORD."""
    return f"MASKAPP_{name.upper()}"


class SecretStore:
    """Secrets by name, never in a file of ours; the environment comes first.

    Calls may wait for the user to unlock the keyring.

    Args:
        folder: The data folder, which has secrets of its own.
        keyring: The keyring; None for the system's.
        environment: Environment variables; None for those of the process.
    """

    def __init__(
        self,
        folder: Path,
        keyring: Keyring | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._keyring = SystemKeyring(folder, keyring)
        self._environment = os.environ if environment is None else environment

    def is_in_environment(self, name: str) -> bool:
        """Return whether the environment holds a secret, which the keyring then cannot change."""
        return bool(self._environment.get(environment_variable(name)))

    def find(self, name: str) -> str:
        """Return a secret; "" if there is none.

        Raises:
            OutputError: The keyring stays locked, so nobody knows whether there is one; or that of
                the environment is no text.
        """
        variable = environment_variable(name)
        secret = self._environment.get(variable, "").strip()
        if not _is_text(secret):
            raise OutputError(
                f"The environment variable {variable} is not used, as it is not in UTF-8. Set it"
                " again in UTF-8 before Maskapp starts"
            )
        try:
            return secret or self._keyring.read(name) or ""
        except OutputError as error:
            raise OutputError(
                "The password cannot be read, as the system's keyring is locked. Unlock it, then"
                " switch this service off and on or start Maskapp again; or set the environment"
                f" variable {variable} before Maskapp starts"
            ) from error

    def keep(self, name: str, secret: str) -> None:
        """Keep a secret in the keyring; "" removes it.

        Raises:
            OutputError: There is no keyring, or it stays locked.
        """
        if not secret:
            self._keyring.forget(name)
        elif not self._keyring.keep(name, secret):
            raise OutputError(
                "The password is not saved, as this system offers no keyring, or it is locked."
                f" Unlock it, or set the environment variable {environment_variable(name)} before"
                " Maskapp starts"
            )


def _is_text(value: str) -> bool:
    """Return whether a value of the environment was in UTF-8: other bytes become surrogates."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True

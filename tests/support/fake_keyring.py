"""A keyring in memory, which can be disabled or locked."""


class FakeKeyring:
    """Keeps passwords as the system's keyring does.

    Attributes:
        kept: The passwords by service and user.
        error: Raised by each call, if set.
        is_disabled: Whether everything is accepted and nothing is kept.
    """

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.error: Exception | None = None
        self.is_disabled = False

    def get_password(self, service_name: str, username: str) -> str | None:
        self._fail()
        return self.kept.get((service_name, username))

    def set_password(self, service_name: str, username: str, password: str) -> None:
        self._fail()
        if not self.is_disabled:
            self.kept[service_name, username] = password

    def delete_password(self, service_name: str, username: str) -> None:
        self._fail()
        del self.kept[service_name, username]

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error

"""A service whose password cannot be read, such as one in a keyring that stays locked."""

from typing import Never

from maskapp.errors import DeliveryError
from maskapp.live.outside.sender import Service
from maskapp.outputs.notify.message import Message


class LockedService:
    """A service that is used without its password, as it may need none.

    What it refuses is not dropped, since the password may be why, and the user is told so. It is
    not read again: the keyring would ask the user each time to unlock it.

    Args:
        service: The service, without a password.
        problem: Why there is none, and what to do.
    """

    def __init__(self, service: Service, problem: str) -> None:
        self._service = service
        self._problem = problem
        self.has_connection = service.has_connection

    @property
    def place(self) -> str:
        """The server, without anything secret."""
        return self._service.place

    def connect(self) -> None:
        """Connect unless there is a connection.

        Raises:
            DeliveryError: That failed.
        """
        try:
            self._service.connect()
        except DeliveryError as error:
            self._fail(error)

    def send(self, message: Message) -> None:
        """Send a message.

        Raises:
            DeliveryError: It has to be sent again.
        """
        try:
            self._service.send(message)
        except DeliveryError as error:
            self._fail(error)

    def wait(self, timeout_s: float) -> None:
        """Wait for `wake`, and keep the connection.

        Raises:
            DeliveryError: The connection is lost.
        """
        self._service.wait(timeout_s)

    def wake(self) -> None:
        """End a call of `wait`, from another thread."""
        self._service.wake()

    def close(self) -> None:
        """Close the connection.

        Raises:
            DeliveryError: The connection is lost.
        """
        self._service.close()

    def withdraw(self) -> None:
        """Remove what the server keeps of us.

        Raises:
            DeliveryError: That failed.
        """
        self._service.withdraw()

    def _fail(self, error: DeliveryError) -> Never:
        raise DeliveryError(f"{error}. {self._problem}", after_s=error.after_s) from error

"""How servers are verified."""

import socket
import ssl

import truststore

from maskapp.errors import DeliveryError


class _PromptContext(truststore.SSLContext):
    """Shakes hands at once: paho does so later, and leaves the socket open if that fails."""

    def wrap_socket(
        self,
        sock: socket.socket,
        server_side: bool = False,
        do_handshake_on_connect: bool = True,
        suppress_ragged_eofs: bool = True,
        server_hostname: str | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLSocket:
        """Override `SSLContext.wrap_socket`."""
        return super().wrap_socket(
            sock, server_side, True, suppress_ragged_eofs, server_hostname, session
        )


def tls_context(ca_file: str) -> ssl.SSLContext:
    """Return what verifies servers: by the system's certificates, and those of a file.

    Raises:
        DeliveryError: The file holds no certificates.
    """
    context = _PromptContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except OSError as error:  # that of TLS too
            raise DeliveryError(
                f"The certificate file {ca_file} cannot be used: choose a file in PEM format"
            ) from error
    return context

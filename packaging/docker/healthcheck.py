"""Ask the server in this container whether it is well; the exit code is 0 if it is.

This needs no token. Whether the server speaks TLS depends on its options, so both are tried.
"""

import http.client
import ssl
import sys

PORT = 8000
_TIMEOUT_S = 4


def is_well(port: int) -> bool:
    """Return whether a server at a port of this machine answers that it is well."""
    # It is this container's own certificate, and nothing is told.
    trusting = ssl._create_unverified_context()
    connections = (
        http.client.HTTPSConnection("127.0.0.1", port, timeout=_TIMEOUT_S, context=trusting),
        http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_S),
    )
    return any(_answers(connection) for connection in connections)


def _answers(connection: http.client.HTTPConnection) -> bool:
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_well(PORT) else 1)

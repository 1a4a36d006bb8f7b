"""Errors of the network in words."""

import errno
import socket
import ssl

import pytest

from maskapp.outputs.notify.network_errors import network_problem


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(-2, "Name or service not known"), "no computer named hall"),
        (ConnectionRefusedError(), "refuses the connection"),
        (TimeoutError(), "in time"),
        (ConnectionResetError(), "closes the connection"),
        (BrokenPipeError(), "closes the connection"),
        (ssl.SSLEOFError(), "closes the connection"),
        (ssl.SSLError(1, "wrong version number"), "with TLS"),
        (ssl.SSLCertVerificationError(), "cannot be verified"),
        (OSError(errno.ENETUNREACH, "x"), "cannot be reached from this network"),
        (OSError(errno.EHOSTUNREACH, "x"), "cannot be reached from this network"),
        (OSError(errno.EMFILE, "Too many open files"), "Too many open files"),
    ],
)
@pytest.mark.parametrize("has_tls", [True, False])
def test_each_kind_has_its_words(error, words, has_tls):
    message = network_problem(error, "hall", 8883, has_tls=has_tls)
    assert words in message
    assert "hall" in message


def test_only_without_tls_it_may_be_what_is_missing():
    texts = [network_problem(ConnectionResetError(), "h", 1, has_tls=tls) for tls in (False, True)]
    assert ["encrypted" in text for text in texts] == [True, False]

"""What a server says that was asked once more, without a login."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskapp.pipeline.sources.server_answer import ServerAnswer, ask_server, without_login
from tests.support.http_camera import answer_with, demand_login
from tests.support.rtsp_camera import rtsp_camera

MD5 = 'Digest realm="cam", nonce="1"'
SHA = 'Digest realm="cam", algorithm=SHA-256, nonce="1"'


@pytest.mark.parametrize(
    ("challenges", "unsupported"),
    [
        ([], None),
        ([SHA], "SHA-256"),
        ([SHA.replace("SHA-256", '"sha-512-256"')], "SHA-512-256"),
        ([SHA.replace("SHA-256", "X" * 60_000)], "X" * 40),
        ([MD5], None),
        ([MD5 + ", algorithm=MD5"], None),
        ([SHA, MD5], None),
        ([SHA, 'Basic realm="cam"'], None),
    ],
)
def test_only_a_digest_without_an_alternative_is_unsupported(challenges, unsupported) -> None:
    assert ServerAnswer("", challenges).unsupported_digest == unsupported


def test_the_challenges_of_a_camera_are_read_and_no_password_is_sent(serve) -> None:
    logins: list[str | None] = []

    def answer(handler) -> None:
        logins.append(handler.headers.get("Authorization"))
        demand_login(handler, SHA, MD5)

    server = serve(answer)
    answered = ask_server(server.address("me:secret@") + "live?channel=1#x", 5.0)
    assert answered.challenges == [SHA, MD5]
    assert logins == [None]
    assert server.paths == ["/live?channel=1"]


def test_an_rtsp_camera_is_asked_in_its_own_protocol() -> None:
    with rtsp_camera(speaks_tcp=True, challenge=SHA) as camera:
        assert ask_server(camera.address, 5.0).unsupported_digest == "SHA-256"


def test_the_kind_of_content_is_read(serve) -> None:
    page = answer_with(200, b"<html>", "Text/HTML; charset=utf-8")
    assert ask_server(serve(page).address(), 5.0).content_type == "text/html"


def test_a_server_that_does_not_answer_gives_an_empty_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        assert ask_server(address, 0.05) == ServerAnswer()
    for broken in (address, "http://[::1", "https://127.0.0.1:99999/"):
        assert ask_server(broken, 0.05) == ServerAnswer()


@given(
    st.sampled_from(["http", "https", "rtsp"]),
    st.text(st.sampled_from("ab1[]@:/?#%"), max_size=20),
)
def test_any_address_may_be_asked(scheme, rest) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(socket, "create_connection", refuse)
        assert ask_server(f"{scheme}://{rest}", 1.0) == ServerAnswer()


def refuse(*_: object) -> None:
    raise ConnectionRefusedError


def test_a_login_is_left_out_whatever_it_holds() -> None:
    for login in ("me:p@", "me:p[ss@", "p]@", "a@b:c[d]e@", "@", ""):
        assert without_login(f"http://{login}h:80/x@y?z@") == "http://h:80/x@y?z@"

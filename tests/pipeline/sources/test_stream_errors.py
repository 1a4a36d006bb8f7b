"""The words for FFmpeg's errors."""

import errno

import av
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maskapp.display_names import hide_secrets, hide_secrets_in_text
from maskapp.errors import SourceLostError
from maskapp.pipeline.sources import stream_errors
from maskapp.pipeline.sources.server_answer import ServerAnswer
from maskapp.pipeline.sources.stream_errors import lost_reason, no_video_error, opening_error

ADDRESS = "http://me:secret@127.0.0.1/live"


@pytest.fixture(autouse=True)
def answer(monkeypatch) -> list[ServerAnswer]:
    """What the server answers when it is asked again."""
    answers = [ServerAnswer()]
    monkeypatch.setattr(stream_errors, "ask_server", lambda _address, _timeout_s: answers[0])
    return answers


def opened(error: Exception, address: str = ADDRESS):
    raised = opening_error(hide_secrets(address), address, error, 4.0)
    assert "secret" not in str(raised)
    assert hide_secrets_in_text(str(raised)) == str(raised), "the command line would cut it"
    assert len(str(raised)) < 300
    return raised


def ffmpeg(kind: str = "FFmpegError", code: int = 1) -> av.FFmpegError:
    return getattr(av.error, kind)(code, "raw words", ADDRESS)


@pytest.mark.parametrize(
    ("error", "may_come_back", "words"),
    [
        (ffmpeg("HTTPForbiddenError"), False, "denies access"),
        (ffmpeg("HTTPNotFoundError"), False, "no such path"),
        (ffmpeg("HTTPBadRequestError"), False, "refuses the request"),
        (ffmpeg("HTTPServerError"), True, "fault of its own"),
        (ffmpeg("HTTPTooManyRequestsError"), True, "busy"),
        (ffmpeg("ExitError"), True, "no answer within 4 s"),
        (ffmpeg("EOFError"), True, "closed the connection"),
        (ffmpeg(code=errno.ECONNREFUSED), True, "check the port"),
        (ffmpeg(code=errno.EHOSTUNREACH), True, "check the network"),
        (ffmpeg(code=errno.EINVAL), False, "not an address"),
        (ffmpeg(code=errno.EPROTONOSUPPORT), False, "neither TCP nor UDP"),
        (ffmpeg(code=errno.EIO), True, "closed the connection"),
        (ffmpeg(code=12345), True, "FFmpeg could not read it"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_raw_words_never_stand_alone(error, may_come_back, words) -> None:
    raised = opened(error)
    assert words in str(raised)
    assert isinstance(raised, SourceLostError) == may_come_back
    assert str(raised).removesuffix("raw words") == str(raised)


def test_an_unknown_host_is_told_from_a_broken_connection(monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("Name or service not known")

    monkeypatch.setattr(stream_errors.socket, "getaddrinfo", fail)
    assert "no such host" in str(opened(ffmpeg(code=errno.EIO)))


def test_an_address_without_a_host_is_none() -> None:
    for address in ("http://", "rtsp://[::1"):
        assert "not an address" in str(opened(ffmpeg(code=errno.ECONNREFUSED), address))


@pytest.mark.parametrize(
    "address",
    ["http://me:se/cret@h/", "http://me:se?cret@h/", "http://me:se#cret@h/", "http://m:s@e/c@h/"],
)
def test_special_characters_in_a_password_are_explained(address: str) -> None:
    assert "%2F for /, %3F for ?, %23 for #" in str(opened(ffmpeg(code=errno.EINVAL), address))
    assert "%2F" not in str(opened(ffmpeg(code=errno.EINVAL), "http://me:p@h/"))


def test_a_login_that_is_not_supported_is_told_for_what_it_is(answer) -> None:
    answer[0] = ServerAnswer("", ['Digest realm="c", algorithm=SHA-256'])
    raised = opened(ffmpeg("HTTPUnauthorizedError"))
    assert "Digest with SHA-256" in str(raised)
    assert "MD5, or Basic" in str(raised)
    assert not isinstance(raised, SourceLostError), "cameras lock users out who try too often"


def test_a_login_is_asked_for_or_was_wrong() -> None:
    refused = ffmpeg("HTTPUnauthorizedError")
    assert "does not accept this user name and password" in str(opened(refused))
    assert "%25 for %" in str(opened(refused))
    assert "requires a user name" in str(opened(refused, "http://127.0.0.1/live"))


@pytest.mark.parametrize("password", ["se[cret", "se]cret", "se[cr]et", "secret:[::1]", "se@[cret"])
def test_brackets_in_a_password_are_no_address(password: str) -> None:
    address = f"http://me:{password}@127.0.0.1/live"
    refused = ffmpeg("HTTPUnauthorizedError")
    assert "does not accept this user name" in str(opening_error("h", address, refused, 4.0))
    broken = opening_error("h", address, ffmpeg(code=errno.EIO), 4.0)
    assert "connection" in str(broken) or "broke" in str(broken)
    assert isinstance(broken, SourceLostError)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["http", "rtsp", "https"]),
    st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("[]@:/?#%\\"), max_size=30),
    st.sampled_from(["HTTPUnauthorizedError", "ExitError", "InvalidDataError", "FFmpegError"]),
    st.sampled_from([1, errno.EINVAL, errno.ECONNREFUSED]),
)
def test_any_address_that_does_not_open_is_one_line(scheme, rest, kind, code) -> None:
    address = f"{scheme}://{rest}"
    raised = opening_error(hide_secrets(address), address, ffmpeg(kind, code), 4.0)
    assert str(raised).isprintable()


def test_a_web_page_is_named(answer) -> None:
    assert "does not send video" in str(no_video_error("http://h/", ADDRESS))
    assert "does not answer" in str(no_video_error("rtsp://h/", "rtsp://me:secret@h/"))
    answer[0] = ServerAnswer("text/html")
    assert "a web page" in str(no_video_error("http://h/", ADDRESS))
    assert "a web page" in str(opened(ffmpeg(code=errno.EIO)))


def test_a_lost_stream_has_a_reason() -> None:
    assert lost_reason(ffmpeg("ExitError"), 15.0).startswith("no frame arrived for 15 s")
    assert lost_reason(ffmpeg(), 15.0).startswith("the connection was lost; check")

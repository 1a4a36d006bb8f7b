"""Which names of sources people see: whole where they are harmless, without secrets elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskapp.display_names import (
    display_name,
    has_lone_surrogates,
    hide_secrets,
    hide_secrets_in_text,
    is_blank,
    is_printable,
    printable,
    with_display_name,
    without_folders,
    without_unprintable,
)
from tests.support.foreign_texts import OF_MANY_LANGUAGES

HARMLESS_ADDRESSES = (
    "http://camera.example:8080/live",
    "rtsp://192.168.0.20/Streaming/Channels/101",
    "rtsp://[fe80::1]:554/h264.sdp",
    "rtsp://camera.example/cam/realmonitor?channel=2&subtype=0",
    "https://camera.example/a%20b/front-door_2.m3u8",
    "RTSP://CAMERA/live/",
)

LOCAL = (
    "0",
    "12",
    "demo",
    "clip.mp4",
    "/home/me@work/videos/a b.mp4",
    "/data/user=5/date=2020-01-01/clip.mp4",
    "./10:30@home.mp4",
    "../pictures",
    "~/clips/a@b.mp4",
    "photo@2x.png",
    r"C:\Users\me@work\key=1.mp4",
    "C:/Users/me/clip.mp4",
    r"\\server\share\me@work.mp4",
    "Über uns/größer.mp4",
)

SECRETS = (
    # user information
    ("rtsp://me:secret@camera.example/live", "rtsp://camera.example/live"),
    ("rtsp://secret@camera.example/live", "rtsp://camera.example/live"),
    ("rtsp://me:se@secret@camera.example:554/live", "rtsp://camera.example:554/live"),
    ("rtsp://me:secret@[fe80::1]:554/live", "rtsp://[fe80::1]:554/live"),
    ("rtsp://me:secret/x@camera.example/live", "rtsp://…"),
    ("rtsp://me:secret?x@camera.example/live", "rtsp://…"),
    ("rtsp://me:secret#x@camera.example/live", "rtsp://…"),
    ("rtsp://user:pa/ss#w?rd@host", "rtsp://…"),
    ("rtsp://me:secret/x@y@camera.example/a@b", "rtsp://…"),
    ("rtsp://me:12/secret@camera.example/live", "rtsp://…"),
    ("rtsp://me%3Asecret%40camera.example/live", "rtsp://…"),
    ("rtsp://me:secret", "rtsp://…"),
    ("rtsp://me:secret:camera.example/live", "rtsp://…"),
    ("  rtsp://me:secret@camera.example/live", "rtsp://camera.example/live"),
    ('"rtsp://me:secret@camera.example/live', "rtsp://camera.example/live"),
    # parameters
    ("http://camera.example/live?pwd=secret", "http://camera.example/live"),
    (
        "http://camera.example/live?PassWord=secret&channel=1",
        "http://camera.example/live?channel=1",
    ),
    ("http://camera.example/live?channel=1;pwd=secret", "http://camera.example/live?channel=1"),
    ("http://camera.example/live?channel=secret", "http://camera.example/live"),
    ("http://camera.example/live?secret", "http://camera.example/live"),
    ("http://camera.example/live#secret", "http://camera.example/live"),
    ("http://camera.example?token=secret", "http://camera.example"),
    ("http://camera.example;pwd=secret", "http://camera.example/…"),
    ("http://camera.example/?email=secret@example.com", "http://…"),
    # parts of the path
    ("rtsp://camera.example/user=me&password=secret/1", "rtsp://camera.example/…"),
    ("rtsp://camera.example/live;pwd=secret", "rtsp://camera.example/…"),
    ("rtsp://camera.example/user%3Dme%26password%3Dsecret", "rtsp://camera.example/…"),
    (
        "rtsp://10.0.0.1:554/user=admin_password=secret_channel=3_stream=0.sdp?real_stream",
        "rtsp://10.0.0.1:554/…?channel=3&stream=0",
    ),
    ("rtsp://camera.example/live/me:secret/1", "rtsp://camera.example/live/…"),
    ("http://camera.example/auth/secret/live", "http://camera.example/…"),
    # misspelt
    ("rtps:/me:secret@camera.example/live", "rtps:/camera.example/live"),
    ("rtsp//me:secret@camera.example/live", "rtsp//camera.example/live"),
    ("rtsp:me:secret@camera.example/live", "rtsp:camera.example/live"),
    ("rtsp;//me:secret@camera.example/live", "rtsp;//camera.example/live"),
    (r"rtsp:\\me:secret@camera.example\live", r"rtsp:\\camera.example/…"),
    ("rtsp: //me:secret@camera.example/live", "rtsp:…"),
    ("://me:secret@camera.example/live", "…"),
    ("//me:secret@camera.example/live", "…"),
    ("me:secret@camera.example/live", "camera.example/live"),
    (":secret@camera.example/live", "camera.example/live"),
    ("me:secret@rtsp://camera.example/live", "…"),
    ("camera.example/live?pwd=secret", "camera.example/live"),
    ("/user=admin_password=secret_channel=1.sdp", "…"),
)


SECRET_NAMES = (
    *("pwd", "PWD", "password", "passwd", "pass", "token", "key", "apikey", "api_key"),
    *("auth", "user", "usr", "login", "Login"),
)

MISSPELT_SCHEMES = ("rtps:/", "rtsp//", "rtsp:", "://", "", " ")


@pytest.mark.parametrize("address", HARMLESS_ADDRESSES)
def test_addresses_without_secrets_are_shown_whole(address: str) -> None:
    assert hide_secrets(address) == address
    assert display_name(address) == address


@pytest.mark.parametrize("source", LOCAL)
def test_paths_and_camera_numbers_pass_unchanged(source: str) -> None:
    assert hide_secrets(source) == source


@pytest.mark.parametrize(("address", "expected"), SECRETS)
def test_secrets_of_addresses_are_hidden(address: str, expected: str) -> None:
    assert hide_secrets(address) == expected
    assert display_name(address) == expected
    assert "secret" not in expected


@pytest.mark.parametrize(
    "name",
    [
        "pwd",
        "PWD",
        "password",
        "passwd",
        "pass",
        "token",
        "key",
        "apikey",
        "api_key",
        "auth",
        "user",
        "usr",
        "login",
        "Login",
    ],
)
@pytest.mark.parametrize("separator", ["?", "?channel=1&", "/", ";", "/live;", "/x_", "#"])
def test_parameters_that_name_a_secret_are_hidden(name: str, separator: str) -> None:
    shown = hide_secrets(f"rtsp://camera.example/live{separator}{name}=s3cr3t")
    assert shown.startswith("rtsp://camera.example/")
    assert "s3cr3t" not in shown


PASSWORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(
    lambda text: f"Zq{text}9W"
)
"""Of any characters, but begun and ended by what the rest of an address does not hold."""


@given(
    PASSWORDS,
    st.sampled_from(
        ["rtsp://", "RTSPS://", "http://", "rtps:/", "rtsp//", "rtsp:", "://", "", " "]
    ),
    st.sampled_from(["/live", "", ":554/ch0?channel=1", "/a@b"]),
)
def test_no_part_of_a_password_before_the_host_is_shown(password, scheme, path) -> None:
    shown = hide_secrets(f"{scheme}admin:{password}@10.0.0.1{path}")
    assert "Zq" not in shown
    assert "9W" not in shown
    assert "admin" not in shown


@given(
    PASSWORDS.filter(lambda text: "channel=" not in text),
    st.sampled_from(["pwd", "password", "PASS", "token", "apikey", "auth", "user", "login"]),
    st.sampled_from(["/live?{}", "/live?channel=2&{}", "/{}_channel=1.sdp", "/x;{}", "/a/b&{}/c"]),
)
def test_no_part_of_a_password_behind_the_host_is_shown(password, name, place) -> None:
    shown = hide_secrets(f"rtsp://10.0.0.1{place.format(f'{name}={password}')}")
    assert "Zq" not in shown
    assert "9W" not in shown


@pytest.mark.parametrize("hidden", [hidden for _, hidden in SECRETS])
def test_what_has_been_hidden_stays_as_it_is(hidden: str) -> None:
    assert hide_secrets(hidden) == hidden
    assert hide_secrets_in_text(hidden) == hidden


@pytest.mark.parametrize(("address", "expected"), SECRETS)
def test_addresses_within_messages_are_hidden_too(address: str, expected: str) -> None:
    line = f"OSError: [Errno 5] cannot open '{address}': I/O error"
    assert "secret" not in hide_secrets_in_text(f"before\n{line}\nafter")
    assert hide_secrets_in_text("before\nrtsp://h/live: no answer.") == (
        "before\nrtsp://h/live: no answer."
    )


@pytest.mark.parametrize("password", ["p w", "p'w", 'p"w', "p<w", "p://w", "p:w"])
def test_passwords_with_spaces_and_quotes_are_hidden_in_messages(password: str) -> None:
    shown = hide_secrets_in_text(f"open(address=rtsp://me:{password}@10.0.0.1/live) failed")
    assert "p" not in shown.replace("open", "").replace("rtsp", "")
    assert "w" not in shown


@pytest.mark.parametrize("text", ["x" * 100_000, "a:" * 50_000, "x@" * 50_000, "a:/" * 30_000])
def test_long_lines_are_processed(text: str) -> None:
    assert len(hide_secrets_in_text(text)) <= len(text)


def test_other_messages_stay_as_they_are() -> None:
    text = 'File "/usr/lib/x.py", line 3, in run\nValueError: a: b=1 (see C:\\x, me@work)'
    assert hide_secrets_in_text(text) == text


@pytest.mark.parametrize("text", ["app: /home/me@work/x.mp4: it is gone", "kept in:\n/home/me"])
def test_paths_after_a_colon_are_no_addresses(text: str) -> None:
    assert hide_secrets_in_text(text) == text


def test_files_are_named_without_their_folder() -> None:
    assert display_name("/videos/a b.mp4") == "a b.mp4"
    assert display_name("/") == "/"
    assert display_name("3") == "3"
    assert display_name("file:///home/me/a b.mp4") == "a b.mp4"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/home/me/My Videos/a.mp4: no such file", "a.mp4: no such file"),
        (
            "The model /m/n/x.keras is old and/or damaged.",
            "The model x.keras is old and/or damaged.",
        ),
        (r"C:\Users\An Na\x.mp4 and \\srv\share\y.mp4", "x.mp4 and y.mp4"),
        ("(/tmp/a.jpg) '~/b c/d.mp4'", "(a.jpg) 'd.mp4'"),
        ("kept in:\n/home/me", "kept in:\nme"),
        ("/home/Jo Q. O'Ma/x.mp4 path=/c/d", "x.mp4 path=d"),
        ("It is gone [/a/b].", "It is gone [b]."),
        ("%2F for /, %3F for ?", "%2F for /, %3F for ?"),
        ("5 / 10, 24/7, on/off, rtsp://h/live", "5 / 10, 24/7, on/off, rtsp://h/live"),
    ],
)
def test_messages_can_name_files_alone(text: str, shown: str) -> None:
    assert without_folders(text) == shown


@pytest.mark.parametrize(
    ("source", "message", "shown"),
    [
        ("videos/me/a.mp4", "videos/me/a.mp4: no such file", "a.mp4: no such file"),
        ("./videos/me/", "videos/me: no pictures", "me: no pictures"),
        ("/a/b: c/d", "/a/b: c/d: no such file", "d: no such file"),
        ("rtsp://u:p@h/live", "rtsp://h/live: no answer", "rtsp://h/live: no answer"),
        ("", "no source was given. Name one.", "no source was given. Name one."),
        ("./", "a.jpg: it is damaged.", "a.jpg: it is damaged."),
    ],
)
def test_messages_about_a_source_use_its_short_name(source: str, message: str, shown: str) -> None:
    assert with_display_name(message, source) == shown


def test_names_are_printable_and_on_one_line() -> None:
    assert printable("Über uns.mp4") == "Über uns.mp4"
    assert printable("a\nb\udce9") == r"'a\nb\udce9'"
    assert display_name("/videos/a\nb.mp4") == r"'a\nb.mp4'"
    assert hide_secrets("rtsp://camera.example/a\nb") == "rtsp://camera.example/…"
    assert printable("会議\u202e室") == r"'会議\u202e室'"


@pytest.mark.parametrize("name", OF_MANY_LANGUAGES)
def test_names_of_any_language_are_shown_as_they_are(name: str) -> None:
    assert display_name(f"/videos/{name}.mp4") == f"{name}.mp4"
    assert without_unprintable(name) == name


@pytest.mark.parametrize("character", "\n\r\t\x1b\x7f\x85\u2028\u2029\u202e\u2066\ufeff\ud83d")
def test_what_moves_or_hides_other_text_is_not(character: str) -> None:
    assert not is_printable(f"a{character}b")
    assert without_unprintable(f"a{character}b") == "ab"


def test_a_folder_with_the_space_of_another_language_is_left_out_as_well() -> None:
    assert without_folders("/srv/会議　室/a.jpg: is damaged.") == "a.jpg: is damaged."


def test_a_name_that_is_not_in_utf_8_is_told() -> None:
    assert has_lone_surrogates("b\udcfc")
    assert not has_lone_surrogates("bü会\U0001fae9")


def test_only_what_can_be_seen_makes_a_name() -> None:
    assert is_blank("\u3000\u200b\u200e")
    assert not any(map(is_blank, OF_MANY_LANGUAGES))

"""The command line of `maskapp serve`."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from maskapp.cli import main
from maskapp.errors import OutputError
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from maskapp.settings.settings import SETTINGS_OF_NEW_FOLDERS, Settings
from maskapp.settings.settings_file import SETTINGS_FILE_NAME, load_settings
from tests.support.logging_restored import logging_restored


@pytest.fixture(autouse=True)
def _logging_stays_as_it_was() -> Iterator[None]:
    with logging_restored():
        yield


@pytest.fixture
def served(monkeypatch) -> list:
    from maskapp.web import server

    calls = []
    monkeypatch.setattr(server, "serve", lambda options, *_others: calls.append(options))
    return calls


def test_only_this_computer_is_served_unless_asked(served, tmp_path) -> None:
    assert main(["serve", "--data-dir", str(tmp_path)]) == 0
    (options,) = served
    assert (options.host, options.port, options.sources) == ("127.0.0.1", 8000, [])


def test_several_sources_can_be_named(served, tmp_path) -> None:
    main(["serve", "--demo", "--source", "0", "--blur", "--data-dir", str(tmp_path)])
    (options,) = served
    assert options.sources == ["demo", "0"]
    assert options.is_blurred


def test_without_its_packages_it_says_what_to_install(monkeypatch, tmp_path, capsys) -> None:
    monkeypatch.delitem(sys.modules, "maskapp.web.server", raising=False)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert main(["serve", "--data-dir", str(tmp_path)]) == 2
    assert "pip install 'maskapp[web]'" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["-1", "65536", "http", "1e3"])
def test_a_port_that_does_not_exist_is_refused(served, port, capsys) -> None:
    with pytest.raises(SystemExit):
        main(["serve", "--port", port])
    assert "is no port" in capsys.readouterr().err


def test_names_and_certificates_are_passed_on(served, tmp_path) -> None:
    names = ["--public-name", "Cam.Example.org", "--public-name", "fd00::2"]
    files = ["--cert", "a.pem", "--key", "b.pem"]
    assert main(["serve", *names, *files, "--data-dir", str(tmp_path)]) == 0
    (options,) = served
    assert options.public_names == ("cam.example.org", "[fd00::2]")
    assert (str(options.cert), str(options.key)) == ("a.pem", "b.pem")
    assert not options.is_self_signed


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--public-name", "https://cam.org"], "without https://"),
        (["--self-signed", "--cert", "a.pem"], "not both"),
    ],
)
def test_what_does_not_fit_is_told(served, tmp_path, capsys, arguments, words) -> None:
    assert main(["serve", *arguments, "--data-dir", str(tmp_path)]) == 2
    assert words in capsys.readouterr().err
    assert served == []


def test_a_certificate_that_cannot_be_used_ends_it_before_it_starts(tmp_path, capsys) -> None:
    arguments = ["--cert", str(tmp_path / "no.pem"), "--key", str(tmp_path / "no.key")]
    assert main(["serve", "--port", "0", *arguments, "--data-dir", str(tmp_path)]) == 2
    assert "there is no such file" in capsys.readouterr().err


@pytest.mark.parametrize("options", [[], ["--self-signed"]])
def test_a_host_that_is_none_is_refused_in_one_line(tmp_path, capsys, options) -> None:
    arguments = ["--host", "ä..b", "--port", "0", *options, "--data-dir", str(tmp_path)]
    assert main(["serve", *arguments]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("maskapp: Cannot listen at ä..b, port 0: this is not the name")


def test_a_token_that_is_easily_guessed_ends_it(tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("MASKAPP_TOKEN", "secret")
    arguments = ["--host", "0.0.0.0", "--port", "0", "--data-dir", str(tmp_path)]
    assert main(["serve", *arguments]) == 2
    assert "easily guessed" in capsys.readouterr().err


@pytest.fixture
def settings_used(monkeypatch, tmp_path) -> Callable[[], Settings]:
    """A function that starts the server, and returns the settings with which it makes its parts."""
    from maskapp.web import server

    used = []

    def use_and_end(_options, settings, _backend) -> None:
        used.append(settings)
        raise KeyboardInterrupt

    def start() -> Settings:
        monkeypatch.setattr(server, "make_site", use_and_end)
        assert main(["serve", "--port", "0", "--data-dir", str(tmp_path)]) == 130
        return used[-1]

    return start


@pytest.mark.parametrize(
    ("content", "words", "settings"),
    [
        ('{"blur_faces": true,}', "is not valid JSON (line 1)", Settings()),
        ('{"blur_face": true}', "blur_face in", Settings()),
        (
            '{"blur_faces": true, "retention_days": -1}',
            "retention_days",
            Settings(blur_faces=True),
        ),
    ],
)
def test_settings_that_cannot_be_used_are_told_and_noted(
    settings_used, tmp_path, capsys, content, words, settings
) -> None:
    (tmp_path / SETTINGS_FILE_NAME).write_text(content)
    assert settings_used() == settings
    assert words in capsys.readouterr().err
    assert words in (tmp_path / "logs" / "serve.log").read_text(encoding="utf-8")
    assert (tmp_path / SETTINGS_FILE_NAME).read_text() == content


def test_a_new_folder_keeps_snapshots_for_a_week_from_the_first_start_on(
    settings_used, tmp_path
) -> None:
    assert settings_used() == SETTINGS_OF_NEW_FOLDERS
    saved = load_settings(tmp_path / SETTINGS_FILE_NAME)
    assert saved == (SETTINGS_OF_NEW_FOLDERS, []), "saved before there is a log"
    (tmp_path / SNAPSHOT_FOLDER).mkdir()
    assert settings_used() == SETTINGS_OF_NEW_FOLDERS


def test_a_log_from_before_keeps_its_snapshots(settings_used, tmp_path) -> None:
    (tmp_path / SNAPSHOT_FOLDER).mkdir()
    assert settings_used() == Settings()
    assert not (tmp_path / SETTINGS_FILE_NAME).exists()


def test_without_room_for_the_settings_of_a_new_folder_it_does_not_start(
    tmp_path, capsys, monkeypatch
) -> None:
    def full(path: Path, _content: bytes) -> None:
        raise OutputError(f"Cannot write {path}: the disk is full")

    monkeypatch.setattr("maskapp.files.json_files.write_private", full)
    assert main(["serve", "--port", "0", "--data-dir", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert len(error.splitlines()) == 1
    assert "cannot be saved" in error
    assert error.endswith("the disk is full\n")

"""The command line of `maskapp serve`."""

import sys

import pytest

from maskapp.cli import main


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

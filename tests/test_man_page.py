"""The manual page of the Debian package."""

import argparse
import shutil
import subprocess

import pytest
from linux.man_page import man_page

from maskapp import __version__, cli

PAGE = man_page(cli._parser(), "2026-01-02")


def shown(page: str) -> str:
    """Return the page as a terminal shows it; it must have no mistakes."""
    command = ["groff", "-man", "-Tutf8", "-ww", "-P-cbou", "-rLL=200n"]
    done = subprocess.run(command, input=page, capture_output=True, text=True, check=True)
    assert not done.stderr
    return done.stdout


def test_it_has_every_command_and_option() -> None:
    for command in ("gui", "cameras", "detect", "evaluate faces", "bench", "convert", "export-log"):
        assert f".SS maskapp {command.split()[0]}".replace("-", "\\-") in PAGE
    for option in ("--output", "--report", "--max-frames", "--source", "--version", "--help"):
        assert f"\\fB{option}\\fR".replace("-", "\\-") in PAGE
    assert f'2026-01-02 "Maskapp {__version__}"' in PAGE
    assert "%(" not in PAGE
    assert "SUPPRESS" not in PAGE


@pytest.mark.skipif(shutil.which("groff") is None, reason="needs groff")
def test_a_terminal_shows_it_without_complaint() -> None:
    text = shown(PAGE)
    assert "detect" in text
    assert "--max-frames N" in text
    assert "a camera's number" in text.lower()


@pytest.mark.skipif(shutil.which("groff") is None, reason="needs groff")
def test_no_text_is_taken_for_a_command_of_the_format() -> None:
    parser = argparse.ArgumentParser(prog="maskapp", description=".so it's 100 % \\fine")
    parser.add_argument("--a", help="'quoted' at the beginning, 5 %% of %(dest)s")
    text = shown(man_page(parser, "2026-01-02"))
    assert ".so it's 100 % \\fine" in text
    assert "'quoted' at the beginning, 5 % of a." in text

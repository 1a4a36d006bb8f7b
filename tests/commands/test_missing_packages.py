"""The message for commands that need the packages of training."""

import sys

from maskapp.commands.missing_packages import missing_package_message


def test_says_what_to_install() -> None:
    message = missing_package_message("Training", "keras")
    assert message == "Training needs the package keras: pip install 'maskapp[train]'."


def test_a_packaged_program_says_where_the_command_runs(monkeypatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    message = missing_package_message("Training", "keras")
    assert "this installation leaves out" in message
    assert "where Maskapp is installed with pip" in message

"""A stand-in for the program `notify-send`."""

from pathlib import Path


def install_notify_send(folder: Path, monkeypatch, *lines: str) -> None:
    """Put a shell script in place of `notify-send` for the rest of the test.

    Args:
        folder: A folder for the script.
        monkeypatch: Changes PATH.
        lines: The script.
    """
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    program = programs / "notify-send"
    program.write_text("\n".join(("#!/bin/sh", *lines, "")))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")


def install_recorder(folder: Path, monkeypatch) -> Path:
    """Let `notify-send` write its arguments to a file, one per line.

    Returns:
        The file, which appears once a notification is complete.
    """
    shown = folder / "shown"
    write, finish = f"printf '%s\\n' \"$@\" >> '{shown}.part'", f"mv '{shown}.part' '{shown}'"
    install_notify_send(folder, monkeypatch, write, finish)
    return shown

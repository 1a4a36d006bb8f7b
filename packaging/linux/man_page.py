"""Print the manual page, from the program's own parser of its arguments: `man_page.py DATE`.

Runs in the environment that is frozen.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from maskapp import __version__, cli

_HEAD = """\
.TH MASKAPP 1 {date} "Maskapp {version}" "User Commands"
.SH NAME
maskapp \\- shows live who is wearing a face mask
.SH SYNOPSIS
.B maskapp
.RI [ COMMAND ]
.RI [ ARGUMENTS ]
.SH DESCRIPTION
{description}
Images are processed on this computer and leave it only if you ask for it.
"""
_FOOT = """\
.SH EXIT STATUS
0 if done, 2 for wrong usage or input, 128 and its number for a signal.
.SH SEE ALSO
The window has its own help under
.BR F1 .
"""


def man_page(parser: argparse.ArgumentParser, date: str) -> str:
    """Return the page in the form that `man` reads.

    Args:
        parser: Parser of the command line, with a subparser for each command.
        date: Such as 2026-01-02.
    """
    description = _text(parser.description or "")
    parts = [_HEAD.format(date=date, version=_text(__version__), description=description)]
    parts.append(".SH OPTIONS\n")
    parts += _arguments(parser)
    parts.append(".SH COMMANDS\n")
    for command in _subparsers(parser):
        for choice in command._choices_actions:
            subparser = command.choices[choice.dest]
            parts.append(f".SS {_text(subparser.prog)}\n{_sentence(choice.help)}\n")
            parts += _arguments(subparser)
    return "".join([*parts, _FOOT])


def _subparsers(parser: argparse.ArgumentParser) -> Iterator[argparse._SubParsersAction]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield action


def _arguments(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if action.help is argparse.SUPPRESS or isinstance(action, argparse._SubParsersAction):
            continue
        told = parser._get_formatter()._expand_help(action) if action.help else ""
        yield f".TP\n{_names(action)}\n{_sentence(told)}\n"


def _names(action: argparse.Action) -> str:
    value = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if action.choices and action.metavar is None:
        value = "|".join(map(str, action.choices))
    takes_value = action.nargs != 0
    if not action.option_strings:
        return f"\\fI{_text(value)}\\fR"
    options = ", ".join(f"\\fB{_text(name)}\\fR" for name in action.option_strings)
    return f"{options} \\fI{_text(value)}\\fR" if takes_value else options


def _sentence(text: str | None) -> str:
    stripped = (text or "").strip().rstrip(".")
    return _text(f"{stripped[:1].upper()}{stripped[1:]}.") if stripped else "\\&"


def _text(text: str) -> str:
    """Escape what `man` would take for a command, a hyphen or a quote."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return f"\\&{escaped}" if escaped.startswith(".") else escaped


if __name__ == "__main__":
    print(man_page(cli._parser(), sys.argv[1]), end="")

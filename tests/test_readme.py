"""What README.md says of the commands and settings is what they are."""

import argparse
import re
from dataclasses import fields
from pathlib import Path

from maskapp import cli
from maskapp.settings.settings import LIMITS, EngineSettings

README = Path(__file__).parents[1] / "README.md"
ROW = re.compile(r"\| `(\w+)` \| ([\d.]+) \| ([\d.]+) to ([\d.]+) \|")


def test_the_settings_of_the_engine_are_listed_with_their_defaults_and_limits() -> None:
    _, section = README.read_text(encoding="utf-8").split("\n## Settings\n")
    rows = ROW.findall(section.partition("\n## ")[0])
    listed = {name: tuple(map(float, numbers)) for name, *numbers in rows}
    assert listed == {
        setting.name: (
            setting.default,
            LIMITS[setting.name]["least"],
            LIMITS[setting.name]["most"],
        )
        for setting in fields(EngineSettings)
        if setting.name != "model_file"  # the command line has --model
    }


def test_every_command_is_listed_once() -> None:
    (commands,) = (
        action
        for action in cli._parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    _, section = README.read_text(encoding="utf-8").split("\n## The command line\n")
    listed = re.findall(r"^    maskapp \[?([a-z-]+)", section.partition("\n### ")[0], re.MULTILINE)
    assert sorted(listed) == sorted(commands.choices)

"""The message for commands that need the packages of an extra."""

import sys


def missing_package_message(task: str, package: str, extra: str = "train") -> str:
    """Return what to do when a package of an extra is missing.

    Args:
        task: What needs it, as the start of a sentence, such as "Training".
        package: The name of the package.
        extra: The extra that brings it.
    """
    if getattr(sys, "frozen", False):
        return (
            f"{task} needs the package {package}, which this installation leaves out; run the"
            f" command where Maskapp is installed with pip install 'maskapp[{extra}]'."
        )
    return f"{task} needs the package {package}: pip install 'maskapp[{extra}]'."

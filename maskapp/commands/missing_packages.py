"""The message for commands that need the packages of training."""

import sys


def missing_package_message(task: str, package: str) -> str:
    """Return what to do when a package of the extra `train` is missing.

    Args:
        task: What needs it, as the start of a sentence, such as "Training".
        package: The name of the package.
    """
    if getattr(sys, "frozen", False):
        return (
            f"{task} needs the package {package}, which this installation leaves out; run the"
            " command where Maskapp is installed with pip install 'maskapp[train]'."
        )
    return f"{task} needs the package {package}: pip install 'maskapp[train]'."

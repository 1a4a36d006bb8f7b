"""The process that converts a model: `python -m maskapp.training.conversion MODEL TARGET`.

It runs in a folder of its own, which holds the model. It prints its steps, a line each, and ends
with 2 and a line on standard error, to follow the words "The model …", if the model cannot be used.
"""

import os
import sys
import threading
from pathlib import Path

from maskapp.errors import ModelError
from maskapp.training.conversion.confinement import confine


def main() -> int:
    """Convert the model in the first argument to the file in the second; return the exit code."""
    source, target = map(Path, sys.argv[1:])
    is_confined = confine(Path.cwd())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if not is_confined and source.suffix != ".keras":
        print(
            "may run code when it is loaded, and this system cannot confine that; "
            "convert it on Linux by 'maskapp convert', or export it as .tflite yourself.",
            file=sys.stderr,
        )
        return 2
    _tell("starting TensorFlow")
    from maskapp.training.conversion.read_network import converter_of  # noqa: PLC0415 - confined
    from maskapp.training.fitting.convert_to_tflite import write_tflite  # noqa: PLC0415

    try:
        _tell("reading the network")
        converter = converter_of(source)
        _tell("converting the network")
        write_tflite(converter, target)
    except ModelError as error:
        clause = str(error).removeprefix(f"The model {source} ").removeprefix("The model ")
        print(clause, file=sys.stderr)
        return 2
    return 0


def _tell(step: str) -> None:
    print(step, flush=True)


def _end_with_parent() -> None:
    """End when the other end of standard input closes, which happens however the parent ends."""
    while os.read(0, 1024):
        pass
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())

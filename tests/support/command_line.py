"""Running the command line and checking its outcome."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from maskapp.opencv import cv2

PATIENCE_S = 60.0


@dataclass(frozen=True)
class Outcome:
    """The exit code and the output of a command."""

    code: int
    out: str
    err: str

    def assert_refused(self, *words: str) -> None:
        """Check for exit code 2 and one line on standard error that contains all words."""
        assert self.code == 2, self.err
        assert len(self.err.splitlines()) == 1, self.err
        assert self.err.startswith("maskapp")
        assert self.err.endswith("\n")
        for word in words:
            assert word in self.err


def run_child(*arguments: object, timeout_s: float = PATIENCE_S, **options) -> Outcome:
    """Run the command line in a child process."""
    done = subprocess.run(
        [sys.executable, "-m", "maskapp", *map(str, arguments)],
        capture_output=True,
        text=True,
        errors="surrogateescape",
        timeout=timeout_s,
        check=False,
        **options,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def write_picture(path: Path, image=None) -> Path:
    """Write an image, by default without a face."""
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.full((60, 80, 3), 90, np.uint8) if image is None else image)
    return path

"""Entry point of `python -m maskapp`."""

import sys

from maskapp.cli import main

if __name__ == "__main__":
    sys.exit(main())

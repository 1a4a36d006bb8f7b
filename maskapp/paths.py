"""The paths of resources, models and the user's data; no other module builds them."""

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path

import platformdirs

from maskapp.errors import OutputError

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:/", re.IGNORECASE)
"""At least two letters, so that a Windows drive is not taken for a scheme."""
_PACKAGE_DIR = Path(__file__).resolve().parent


def _bundled_dir(name: str) -> Path:
    """Return a folder that is installed with the program.

    In wheels and frozen apps it is inside the package, in a checkout beside it.
    """
    inside = _PACKAGE_DIR / name
    return inside if inside.is_dir() else _PACKAGE_DIR.parent / name


def resources_dir() -> Path:
    """Return the folder of icons and the demo clip."""
    return _bundled_dir("resources")


def models_dir() -> Path:
    """Return the folder of the built-in model and its model card."""
    return _bundled_dir("models")


def demo_clip() -> Path:
    """Return the clip that can be played without a camera."""
    return resources_dir() / "demo.mp4"


def web_dir() -> Path:
    """Return the folder of the web pages: templates, and what browsers load beside them."""
    return resources_dir() / "web"


def chime() -> Path:
    """Return the sound of the alarm, unless the user has chosen another."""
    return resources_dir() / "chime.wav"


def trial_faces_dir() -> Path:
    """Return the folder of the faces on which a model is tried before it is used."""
    return resources_dir() / "trial_faces"


def default_model() -> Path:
    """Return the model that classifies faces unless the user has chosen another."""
    return models_dir() / "mask_detector.tflite"


def mask_network() -> Path:
    """Return the network that `default_model` was made of, to train on its features."""
    return models_dir() / "mask_detector.keras"


def face_detector() -> Path:
    """Return the model of the face detector."""
    return models_dir() / "face_detector.tflite"


def face_check() -> Path:
    """Return the network that looks again at what the face detector is not sure of."""
    return models_dir() / "face_check.tflite"


def detector_plan() -> Path:
    """Return the training plan of the face detector."""
    return models_dir() / "face_detector.toml"


def training_plan() -> Path:
    """Return the plan by which the built-in model was trained."""
    return models_dir() / "training.toml"


def licences() -> Path:
    """Return the licences of all that a packaged program carries; elsewhere there is no file."""
    return _PACKAGE_DIR / "LICENCES.txt"


def default_data_dir() -> Path:
    """Return the folder of settings, logs and snapshots; it may not exist yet.

    Raises:
        OutputError: The user has no home folder, as may be in a container; this holds for the
            folders below, too.
    """
    return _in_home(lambda: platformdirs.user_data_dir("maskapp", appauthor=False))


def default_cache_dir() -> Path:
    """Return the folder of reproducible files, such as converted models; it may not exist yet."""
    return _in_home(lambda: platformdirs.user_cache_dir("maskapp", appauthor=False))


def default_recording_dir() -> Path:
    """Return the default folder for recordings; it may not exist yet."""
    return _in_home(platformdirs.user_videos_dir) / "Maskapp"


def login_entry() -> Path:
    """Return the file that starts the program when the user logs in; it may not exist.

    Windows has none: there it is an entry of the registry.
    """
    if sys.platform == "darwin":
        return _in_home(Path.home) / "Library" / "LaunchAgents" / "maskapp-door.plist"
    return _in_home(platformdirs.user_config_dir) / "autostart" / "maskapp-door.desktop"


def _in_home(ask: Callable[[], str | Path]) -> Path:
    """Return a folder of the user's, or say that there is no home folder."""
    try:
        return Path(ask())
    except RuntimeError as error:
        raise OutputError("This user has no home folder; set HOME to one") from error


def local_path(text: str) -> Path:
    """Return the path of an argument that names a file or folder to write.

    Raises:
        argparse.ArgumentTypeError: It is an address, which would become a folder of that name,
            password included; or empty, which would be the folder of the moment.
    """
    if not text:
        raise argparse.ArgumentTypeError("the name is empty; name a file or folder")
    if _ADDRESS.match(text.strip()):
        raise argparse.ArgumentTypeError(
            "results cannot be written to an address; name a file or folder"
        )
    return Path(text)

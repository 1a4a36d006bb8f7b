"""The one place that knows where resources, models and the user's data are."""

from pathlib import Path

import platformdirs

_PACKAGE_DIR = Path(__file__).resolve().parent


def _bundled_dir(name: str) -> Path:
    """A folder that travels with the program.

    Wheels and frozen apps carry it inside the package, a checkout beside it.
    """
    inside = _PACKAGE_DIR / name
    return inside if inside.is_dir() else _PACKAGE_DIR.parent / name


def resources_dir() -> Path:
    """Icons, the demo clip, translations."""
    return _bundled_dir("resources")


def models_dir() -> Path:
    """Weights and their model card."""
    return _bundled_dir("models")


def demo_clip() -> Path:
    """The clip that plays where there is no camera."""
    return resources_dir() / "demo.mp4"


def default_model() -> Path:
    """The network that judges faces unless the user chose another."""
    return models_dir() / "mask_detector.tflite"


def training_plan() -> Path:
    """How the network that comes with the program was trained."""
    return models_dir() / "training.toml"


def default_data_dir() -> Path:
    """Where settings, logs and snapshots are kept; not created here."""
    return Path(platformdirs.user_data_dir("maskapp", appauthor=False))


def default_cache_dir() -> Path:
    """What can be made again, such as converted models; not created here."""
    return Path(platformdirs.user_cache_dir("maskapp", appauthor=False))


def default_recording_dir() -> Path:
    """Where recordings go unless the user chose another folder; not created here."""
    return Path(platformdirs.user_videos_dir()) / "Maskapp"

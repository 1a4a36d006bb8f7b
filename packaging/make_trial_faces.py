"""Make resources/trial_faces/, on which the program tries a model before it is used.

Run it from a checkout: `python packaging/make_trial_faces.py [FOLDER]`. The faces are those of the
demo clip, mirrored and recoloured, with a mask, without one, and with one under the nose.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import skimage.data
from demo_people import PEOPLE, UPSCALE, disguised

from maskapp.files.picture_files import encode_picture
from maskapp.opencv import cv2
from maskapp.paths import trial_faces_dir
from maskapp.pipeline.detect import LiteRTFaceDetector
from maskapp.records import Box, Image
from maskapp.training.rendering.render_mask import Wear, render_mask

MARGIN = 0.75  # around the face, as a share of its longer side; models crop as they need
FACE_PX = 160
JPEG_QUALITY = 88
_LABELS = {
    "with_mask": Wear.PROPER,
    "without_mask": None,
    "incorrect_mask": Wear.UNDER_NOSE,
}


def portraits() -> list[Image]:
    """Return the portrait as four people, (1024, 1024, 3), uint8, BGR."""
    portrait = np.ascontiguousarray(skimage.data.astronaut()[..., ::-1])  # type: ignore[no-untyped-call]
    size = (portrait.shape[1] * UPSCALE, portrait.shape[0] * UPSCALE)
    large: Image = np.asarray(cv2.resize(portrait, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    other = disguised(large)
    return [np.ascontiguousarray(p) for p in (large, large[:, ::-1], other, other[:, ::-1])]


def cut_out(image: Image, face: Box) -> tuple[Image, list[int]]:
    """Return the surroundings of a face, scaled, and its box in them: x1, y1, x2, y2."""
    margin = max(face.width, face.height) * MARGIN
    x1, y1 = (max(0, round(edge - margin)) for edge in (face.x1, face.y1))
    x2, y2 = round(face.x2 + margin), round(face.y2 + margin)
    scale = FACE_PX / max(face.width, face.height)
    patch = cv2.resize(image[y1:y2, x1:x2], None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    box = (face.x1 - x1, face.y1 - y1, face.x2 - x1, face.y2 - y1)
    return np.asarray(patch, np.uint8), [round(edge * scale) for edge in box]


def main() -> None:
    """Make the pictures and their list."""
    parser = argparse.ArgumentParser(description="Make the trial faces.")
    parser.add_argument("folder", nargs="?", type=Path, default=trial_faces_dir())
    folder = parser.parse_args().folder
    folder.mkdir(exist_ok=True)
    faces = []
    for number, portrait in enumerate(portraits()):
        face = max(LiteRTFaceDetector().detect(portrait, 512), key=lambda found: found.score)
        for label, wear in _LABELS.items():
            image = portrait
            if wear is not None:
                style = PEOPLE[number % len(PEOPLE)].style
                rng = np.random.default_rng(number)
                image = render_mask(portrait, face.landmarks, face.box, wear, style, rng)
            patch, box = cut_out(image, face.box)
            path = folder / f"{label}_{number + 1}.jpg"
            path.write_bytes(encode_picture(patch, path, jpeg_quality=JPEG_QUALITY))
            faces.append({"file": path.name, "label": label, "box": box})
    (folder / "faces.json").write_text(json.dumps(faces, indent=1) + "\n")


if __name__ == "__main__":
    main()

"""A synthetic frontal face."""

import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.records import Image
from maskapp.training.rendering.blending import Region, Scene
from maskapp.training.rendering.face_layer import FaceLayer, to_pixels
from maskapp.training.rendering.head_model import HeadPose

UNIT_PX = 70.0  # between the eyes
EYES = np.array([200.0, 150.0])


@pytest.fixture
def plain_face() -> Image:
    """A skin-coloured ellipse in front of a plain wall, with noise; (420, 400, 3)."""
    image = np.full((420, 400, 3), (90, 100, 120), np.uint8)
    cv2.ellipse(image, (200, 175), (74, 98), 0, 0, 360, (120, 150, 200), -1)
    noise = np.random.default_rng(0).normal(0, 2, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


@pytest.fixture
def frontal_pose() -> HeadPose:
    """A head that looks straight ahead, with 70 px between the eyes."""
    offsets = np.array([[-0.5, 0], [0.5, 0], [0, 0.56], [-0.4, 0.99], [0.4, 0.99]], np.float32)
    box = np.tile(EYES, 2) + UNIT_PX * np.array([-1.06, -1.05, 1.06, 1.68])
    pose = HeadPose.estimate(EYES + UNIT_PX * offsets, box)
    assert pose is not None
    return pose


@pytest.fixture
def new_layer(plain_face: Image, frontal_pose: HeadPose):
    """Makes an empty layer over the plain face, from a seed."""

    def make(seed: int = 0) -> FaceLayer:
        corners = np.array([[-2.2, -0.6], [2.2, -0.6], [2.2, 3.2], [-2.2, 3.2]], np.float32)
        region = Region.around(to_pixels(frontal_pose, corners), 2, plain_face)
        assert region is not None
        scene = Scene.measure(plain_face, frontal_pose)
        return FaceLayer(frontal_pose, region, scene, np.random.default_rng(seed))

    return make


@pytest.fixture
def covered(frontal_pose: HeadPose):
    """Measures the opacity of a layer at a point in units from the eyes, 0 to 1."""

    def measure(layer: FaceLayer, across: float, down: float) -> float:
        x, y = (
            to_pixels(frontal_pose, np.array([[across, down]], np.float32))[0].round().astype(int)
        )
        x, y = x - layer.region.x1, y - layer.region.y1
        return float(layer.alpha[y - 3 : y + 4, x - 3 : x + 4].mean()) / 255

    return measure

import numpy as np
import pytest

from maskapp.training.rendering.head_model import CHIN_V, MOUTH_V, NOSE_V, HeadPose

UNIT_PX = 60.0
EYES = np.array([200.0, 150.0])


def pose_of(yaw: float = 0.0, roll: float = 0.0) -> HeadPose:
    """The pose of a head that is turned and tilted, radians."""
    across, down = np.array([-0.5, 0.5, 0.0, -0.4, 0.4]), np.array([0, 0, 0.56, 0.99, 0.99])
    depth = np.array([0.0, 0.0, 0.55, 0.22, 0.22])
    flat = np.stack([across * np.cos(yaw) + depth * np.sin(yaw), down], 1) * UNIT_PX
    turn = np.array([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]])
    box = np.tile(EYES, 2) + UNIT_PX * np.array([-1.06, -1.05, 1.06, 1.68])
    pose = HeadPose.estimate(flat @ turn.T + EYES, box)
    assert pose is not None
    return pose


@pytest.mark.parametrize("yaw", [-0.6, -0.3, 0.0, 0.3, 0.6])
def test_the_yaw_is_estimated(yaw: float) -> None:
    assert pose_of(yaw).yaw_sin == pytest.approx(np.sin(yaw), abs=0.12)


@pytest.mark.parametrize("roll", [-0.5, 0.0, 0.5])
def test_the_eye_line_tilts_with_the_head(roll: float) -> None:
    assert pose_of(roll=roll).right == pytest.approx([np.cos(roll), np.sin(roll)], abs=0.02)


def test_a_frontal_head_has_its_scale_and_rows() -> None:
    pose = pose_of()
    assert pose.unit_px == pytest.approx(UNIT_PX, rel=0.03)
    assert pose.rows == pytest.approx([NOSE_V, MOUTH_V, CHIN_V], abs=0.1)
    assert pose.pitch_sin == pytest.approx(0, abs=0.02)


@pytest.mark.parametrize("yaw", [-0.5, 0.0, 0.5])
def test_projected_points_are_found_again_on_the_surface(yaw: float) -> None:
    pose = pose_of(yaw)
    angles, heights = np.array([-0.3, 0.0, 0.3, 0.2]), np.array([0.3, 0.56, 0.99, 1.4])
    pixels = pose.project(angles, heights)
    surface = pose.surface(pixels[:, 0], pixels[:, 1])
    assert surface.height == pytest.approx(heights, abs=0.03)
    assert surface.angle == pytest.approx(angles, abs=0.08)


def test_located_points_are_where_the_surface_says() -> None:
    pose = pose_of(0.3)
    x, y = np.array([180.0, 200.0, 215.0]), np.array([190.0, 200.0, 215.0])
    surface = pose.surface(x, y)
    found_x, found_y = pose.locate(surface.limb, surface.height)
    assert found_x == pytest.approx(x, abs=1)
    assert found_y == pytest.approx(y, abs=1)


def test_the_limb_reaches_one_at_the_outline() -> None:
    pose = pose_of()
    x = np.linspace(100, 300, 201)
    limb = pose.surface(x, np.full(201, 190.0)).limb
    inside = x[np.abs(limb) <= 1]
    assert inside.max() - inside.min() == pytest.approx(2 * 1.1 * UNIT_PX, rel=0.05)


def test_the_far_cheek_of_a_turned_head_is_not_visible() -> None:
    pose = pose_of(0.6)
    assert pose.is_visible(-1.2) != pose.is_visible(1.2)
    assert pose_of().is_visible(0.0)

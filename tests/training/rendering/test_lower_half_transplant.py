import numpy as np
import pytest

from maskapp.training.rendering.head_model import HeadPose
from maskapp.training.rendering.lower_half_transplant import PosedFace, Seam, transplant

UNIT = 60.0
EYES = np.array([200.0, 150.0])
GREEN = (40, 220, 40)
# Canonical heights along the middle of the face: between the eyes, tip of the nose, lips, chin.
EYE_ROW, NOSE_ROW, LIP_ROW, CHIN_ROW = 0.0, 0.5, 0.99, 1.6


def portrait(lower=(120, 150, 200), upper=(120, 150, 200), yaw=0.0, scale=1.0) -> PosedFace:
    """A plain face of two colours, divided just above the tip of the nose."""
    x, y = np.array([-0.5, 0.5, 0.0, -0.4, 0.4]), np.array([0.0, 0.0, 0.56, 0.99, 0.99])
    depth = np.array([0.0, 0.0, 0.55, 0.22, 0.22])
    points = np.stack([x * np.cos(yaw) + depth * np.sin(yaw), y], 1) * UNIT * scale
    box = np.tile(EYES, 2) + np.array([-1.06, -1.05, 1.06, 1.68]) * UNIT * scale
    pose = HeadPose.estimate(points + EYES, box)
    assert pose is not None
    image = np.full((420, 400, 3), upper, np.uint8)
    image[round(EYES[1] + 0.4 * UNIT * scale) :] = lower
    return PosedFace(image, pose)


def greenness(image, face: PosedFace, height: float) -> float:
    x, y = face.pose.project([0.0], [height])[0].round().astype(int)
    blue, green, red = image[y - 2 : y + 3, x - 2 : x + 3].reshape(-1, 3).mean(axis=0)
    return float(green - (blue + red) / 2)


@pytest.mark.parametrize(
    ("seam", "free", "covered"),
    [
        (Seam.ABOVE_NOSE, [EYE_ROW], [NOSE_ROW, LIP_ROW, CHIN_ROW]),
        (Seam.UNDER_NOSE, [EYE_ROW, NOSE_ROW], [1.1, CHIN_ROW]),
        (Seam.UNDER_MOUTH, [EYE_ROW, NOSE_ROW, LIP_ROW], [1.75]),
    ],
)
def test_the_donor_begins_at_the_seam(seam, free, covered) -> None:
    face, masked = portrait(), portrait(lower=GREEN)
    for seed in range(12):
        given = transplant(face, masked, seam, np.random.default_rng(seed))
        assert given is not None
        assert all(greenness(given, face, row) < 10 for row in free)
        assert all(greenness(given, face, row) > 60 for row in covered)


def test_donors_of_other_sizes_are_scaled() -> None:
    face = portrait()
    for scale in (0.4, 1.8):
        masked = portrait(lower=GREEN, scale=scale)
        given = transplant(face, masked, Seam.ABOVE_NOSE, np.random.default_rng(1))
        assert greenness(given, face, LIP_ROW) > 60
        assert greenness(given, face, EYE_ROW) < 10


def test_the_image_beside_the_face_is_unchanged() -> None:
    face, masked = portrait(), portrait(lower=GREEN)
    given = transplant(face, masked, Seam.UNDER_NOSE, np.random.default_rng(1))
    assert np.array_equal(given[:, :90], face.image[:, :90])
    assert np.array_equal(given[:, 310:], face.image[:, 310:])


def test_the_donor_is_adapted_to_the_light_of_the_face() -> None:
    dim = portrait(lower=(60, 75, 100), upper=(60, 75, 100))
    given = transplant(dim, portrait(), Seam.UNDER_NOSE, np.random.default_rng(1))
    assert np.abs(given.astype(int) - (60, 75, 100)).max() <= 3


def test_poses_that_differ_too_much_are_refused() -> None:
    turned = portrait(lower=GREEN, yaw=0.7)
    assert transplant(portrait(), turned, Seam.UNDER_NOSE, np.random.default_rng(1)) is None
    alike = portrait(yaw=0.6)
    assert transplant(alike, turned, Seam.UNDER_NOSE, np.random.default_rng(1)) is not None


def test_a_face_outside_its_image_is_refused() -> None:
    face = portrait()
    above = PosedFace(face.image[:40], face.pose)
    assert (
        transplant(above, portrait(lower=GREEN), Seam.UNDER_MOUTH, np.random.default_rng(1)) is None
    )


def test_the_seed_determines_the_result_and_the_originals_are_kept() -> None:
    face, masked = portrait(), portrait(lower=GREEN)
    before = face.image.copy(), masked.image.copy()
    first, again, other = (
        transplant(face, masked, Seam.UNDER_NOSE, np.random.default_rng(seed)) for seed in (5, 5, 6)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert np.array_equal(face.image, before[0])
    assert np.array_equal(masked.image, before[1])

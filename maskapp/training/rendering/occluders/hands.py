"""Drawing of hands in front of a face."""

from maskapp.training.rendering.face_layer import FaceLayer
from maskapp.training.rendering.head_model import Floats


def draw_hand(layer: FaceLayer) -> None:
    """Draw a hand over nose and mouth or at mouth, chin or cheek, or a finger on the lips."""
    layer.is_lit = True
    skin = layer.scene.skin * layer.rng.uniform(0.85, 1.15)
    side = float(layer.rng.choice([-1, 1]))
    width = float(layer.rng.uniform(0.24, 0.32))
    # A hand over nose and mouth is the easiest to mistake for a mask.
    drawers = _COVERING if layer.rng.random() < 0.5 else _OTHERS
    drawers[int(layer.rng.integers(len(drawers)))](layer, skin, side, width)


def _across(layer: FaceLayer, skin: Floats, side: float, width: float) -> None:
    """Draw a palm laid over nose and mouth from the side, with the forearm."""
    rng = layer.rng
    top, lean = float(rng.uniform(-0.6, -0.2)), float(rng.uniform(-0.3, 0.3))
    layer.rod([(side * 2.2, 2.0), (side * 1.1, 0.5)], 0.85, skin * 0.92)
    layer.ellipse((side * 0.75, top + 0.5), (0.5, 0.55), skin * 0.96)
    for finger in range(4):
        y = top + width * 0.95 * finger
        tip = -side * float(rng.uniform(0.45, 0.95)) * (0.8 if finger == 3 else 1.0)
        shade = skin * rng.uniform(0.9, 1.06)
        layer.rod([(side * 0.85, y + 0.12), (0.0, y), (tip, y + lean)], width, shade)
    if rng.random() < 0.5:
        layer.rod([(side * 0.9, top + 0.4), (side * 0.85, top - 0.35)], width, skin)


def _upright(layer: FaceLayer, skin: Floats, side: float, width: float) -> None:
    """Draw a palm held over mouth and nose from below, fingers up."""
    rng = layer.rng
    x, lean = float(rng.uniform(-0.2, 0.2)), side * float(rng.uniform(0.0, 0.35))
    top = float(rng.uniform(-0.75, -0.35))
    layer.rod([(x - lean * 3, 3.0), (x - lean, 1.1)], 0.85, skin * 0.92)
    layer.ellipse((x, 0.6), (0.58, 0.55), skin * 0.96)
    for finger in range(4):
        left = x + width * 0.98 * (finger - 1.5)
        tip = top + 0.14 * abs(finger - 1.4) + float(rng.uniform(-0.04, 0.04))
        layer.rod([(left, 0.6), (left + lean, tip)], width, skin * rng.uniform(0.9, 1.06))
    thumb = (x + side * 0.95, float(rng.uniform(-0.1, 0.35)))
    layer.rod([(x + side * 0.45, 0.75), thumb], width, skin)


def _fingers(layer: FaceLayer, skin: Floats, side: float, width: float) -> None:
    """Draw fingers over the mouth."""
    rng = layer.rng
    wrist, lean = (side * 1.5, 1.5), float(rng.uniform(-0.1, 0.35))
    layer.rod([wrist, (side * 0.9, 0.75)], 0.95, skin)
    for finger in range(int(rng.integers(3, 5))):
        y = -0.02 + 0.24 * finger
        tip = (-side * float(rng.uniform(0.1, 0.6)), y + lean)
        layer.rod([(side * 0.95, 0.35 + 0.2 * finger), (side * 0.4, y + 0.1), tip], width, skin)


def _fist(layer: FaceLayer, skin: Floats, side: float, width: float) -> None:
    """Draw a fist at the chin."""
    rng = layer.rng
    x, y = float(rng.uniform(-0.4, 0.4)), float(rng.uniform(0.28, 0.65))
    layer.rod([(x + side * 0.5, y + 1.9), (x + side * 0.1, y + 0.4)], 0.75, skin * 0.95)
    layer.ellipse((x, y + 0.3), (0.52, 0.45), skin * 0.9)
    for finger in range(4):
        left = x - 0.42 + 0.28 * finger
        layer.rod([(left, y + 0.42), (left + 0.02, y + rng.uniform(-0.03, 0.05))], width, skin)


def _cheek(layer: FaceLayer, skin: Floats, side: float, width: float) -> None:
    """Draw a palm that holds the cheek."""
    rng = layer.rng
    layer.rod([(side * 0.95, 2.0), (side * 0.95, 0.7)], 0.85, skin)
    for finger in range(int(rng.integers(2, 5))):
        x = side * (0.62 + 0.22 * finger)
        top = -0.55 + 0.12 * finger + float(rng.uniform(-0.2, 0.2))
        layer.rod([(x, 0.8), (x + side * 0.05, top)], width, skin)


def _finger(layer: FaceLayer, skin: Floats, side: float, width: float) -> None:
    """Draw a finger on the lips."""
    rng = layer.rng
    x = float(rng.uniform(-0.15, 0.15))
    layer.rod([(x + side * 0.35, 2.2), (x + side * 0.15, 1.0)], 0.75, skin * 0.95)
    for finger in range(3):
        bent = [(x + side * 0.3, 0.75 + 0.22 * finger), (x - side * 0.25, 0.8 + 0.22 * finger)]
        layer.rod(bent, width, skin)
    layer.rod([(x + side * 0.1, 0.9), (x, float(rng.uniform(-0.25, 0.0)))], width, skin)


_COVERING = (_across, _upright)
_OTHERS = (_fingers, _fist, _cheek, _finger)

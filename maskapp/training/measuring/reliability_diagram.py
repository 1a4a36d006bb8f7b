"""The reliability diagram, as SVG that stands in an HTML page."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_WIDTH, _HEIGHT = 520, 560
_LEFT, _RIGHT = 64, 26
_TOP, _MIDDLE = 34, 400
"""Upper and lower edge of the diagram itself."""
_COUNTS_TOP, _BOTTOM = 428, 508
_FEW_FACES = 10
_QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)

Bin = Mapping[str, Any]


def reliability_diagram(calibration: Mapping[str, Any]) -> str:
    """How often classifications are right against how sure they are, and how many there are.

    Args:
        calibration: As `maskapp.training.measuring.reliability.calibration` gives it.
    """
    bins = [row for row in calibration["bins"] if row["faces"]]
    label = f"Reliability diagram; expected calibration error {calibration['ece']:.3f}"
    return "".join(
        (
            f'<svg class="diagram" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
            f'aria-label="{label}">',
            *_legend(),
            *_axes(),
            *map(_column, bins),
            f'<path class="ideal" d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}"/>',
            *_sureness(bins),
            *_counts(bins),
            "</svg>",
        )
    )


def _x(share: float) -> float:
    return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 1)


def _y(share: float) -> float:
    return round(_MIDDLE - share * (_MIDDLE - _TOP), 1)


def _legend() -> Iterator[str]:
    yield f'<rect class="right" x="{_LEFT}" y="8" width="14" height="14"/>'
    yield f'<text x="{_LEFT + 20}" y="20">judged right</text>'
    yield f'<circle class="sure" cx="{_LEFT + 129}" cy="15" r="5"/>'
    yield f'<text x="{_LEFT + 140}" y="20">mean confidence</text>'
    yield f'<path class="ideal" d="M{_LEFT + 276} 15h26"/>'
    yield f'<text x="{_LEFT + 308}" y="20">as sure as right</text>'


def _axes() -> Iterator[str]:
    for share in _QUARTERS:
        yield f'<path class="grid" d="M{_x(0)} {_y(share)}H{_x(1)}"/>'
        yield f'<text x="{_LEFT - 8}" y="{_y(share) + 4}" text-anchor="end">{share:.0%}</text>'
        yield f'<text x="{_x(share)}" y="{_BOTTOM + 18}" text-anchor="middle">{share:.0%}</text>'
    middle = (_x(0) + _x(1)) / 2
    yield (
        f'<text x="{middle}" y="{_HEIGHT - 8}" text-anchor="middle">'
        "confidence (probability of the likeliest label)</text>"
    )


def _column(row: Bin) -> str:
    kind = "right few" if row["faces"] < _FEW_FACES else "right"
    words = (
        f"{row['low']:.1%} to {row['high']:.1%}: {row['faces']:,} faces, "
        f"mean confidence {row['confidence']:.1%}, judged right {row['accuracy']:.1%}"
    )
    return _bar(row, kind, _y(row["accuracy"]), _MIDDLE, words)


def _sureness(bins: Sequence[Bin]) -> Iterator[str]:
    for row in bins:
        x = (_x(row["low"]) + _x(row["high"])) / 2
        sure, right = _y(row["confidence"]), _y(row["accuracy"])
        yield f'<path class="gap" d="M{x:.1f} {sure}V{right}"/>'
        yield f'<circle class="sure" cx="{x:.1f}" cy="{sure}" r="5"/>'


def _counts(bins: Sequence[Bin]) -> Iterator[str]:
    """How many faces each bin has, on a scale of powers of ten: the last one has most."""
    most = max((row["faces"] for row in bins), default=1)
    decades = math.ceil(math.log10(most + 1))

    def y(faces: int) -> float:
        return round(_BOTTOM - math.log10(faces + 1) / decades * (_BOTTOM - _COUNTS_TOP), 1)

    yield f'<text x="{_LEFT}" y="{_COUNTS_TOP - 8}">'
    yield f"faces, by powers of ten; fewer than {_FEW_FACES} are pale above</text>"
    yield f'<path class="grid" d="M{_x(0)} {_BOTTOM}H{_x(1)}"/>'
    for faces in (10**power for power in range(0, decades, 1 + decades // 4)):
        yield f'<path class="grid" d="M{_x(0)} {y(faces)}H{_x(1)}"/>'
        yield f'<text x="{_LEFT - 8}" y="{y(faces) + 4}" text-anchor="end">{faces:,}</text>'
    for row in bins:
        yield _bar(row, "count", y(row["faces"]), _BOTTOM, f"{row['faces']:,} faces")


def _bar(row: Bin, kind: str, top: float, bottom: float, words: str) -> str:
    x, width = _x(row["low"]) + 1, _x(row["high"]) - _x(row["low"]) - 2
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{top}" width="{width:.1f}" '
        f'height="{bottom - top:.1f}"><title>{words}</title></rect>'
    )

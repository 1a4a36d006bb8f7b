import numpy as np
import pytest

from maskapp.training.measuring.reliability import BINS, calibration, uncertain_shares


def test_the_error_of_two_bins() -> None:
    """Two bins: 2 faces at 0.95, one right; 2 at 0.7, both right: (2 × 0.45 + 2 × 0.3) / 4."""
    confidence = np.array([0.95, 0.95, 0.7, 0.7], np.float32)
    measured = calibration(confidence, np.array([True, False, True, True]))
    assert measured["ece"] == pytest.approx(0.375)
    filled = [row for row in measured["bins"] if row["faces"]]
    assert [row["faces"] for row in filled] == [2, 2]
    assert [row["accuracy"] for row in filled] == [1, 0.5]
    assert [row["confidence"] for row in filled] == pytest.approx([0.7, 0.95])
    assert all(row["low"] < row["confidence"] <= row["high"] for row in filled)


def test_errors_cancel_within_a_bin_only() -> None:
    """One bin that is calibrated on average; two bins that are off in opposite directions."""
    in_one = calibration(np.array([0.74, 0.74, 0.78, 0.78]), np.array([True, True, True, False]))
    assert in_one["ece"] == pytest.approx(0.01, abs=1e-6)
    in_two = calibration(np.array([0.55, 0.95]), np.array([True, False]))
    assert in_two["ece"] == pytest.approx((0.45 + 0.95) / 2)


def test_bins_are_equal_and_closed_above() -> None:
    measured = calibration(np.array([0.0, 1 / BINS, 1.0]), np.array([True, True, True]))
    bins = measured["bins"]
    assert len(bins) == BINS == 15
    assert [bins[0]["low"], bins[-1]["high"]] == [0, 1]
    assert np.diff([row["low"] for row in bins]) == pytest.approx(np.full(14, 1 / 15))
    assert [bins[0]["faces"], bins[1]["faces"], bins[-1]["faces"]] == [2, 0, 1]
    assert bins[1]["confidence"] is bins[1]["accuracy"] is None


def test_calibrated_confidence_has_hardly_any_error() -> None:
    rng = np.random.default_rng(1)
    confidence = rng.uniform(0.4, 1, 50_000)
    assert calibration(confidence, rng.random(50_000) < confidence)["ece"] < 0.01
    assert calibration(confidence, rng.random(50_000) < confidence - 0.2)["ece"] > 0.15


def test_shares_below_the_threshold_are_uncertain() -> None:
    confidence = np.array([0.5, 0.6, 0.9, 0.9, 0.4], np.float32)
    right = np.array([True, True, True, True, False])
    shares = uncertain_shares(confidence, right, 0.6)  # 0.6 as float32 is a bit above
    assert shares == {"below": 0.6, "share": 0.4, "share_of_right": 0.25, "share_of_errors": 1}


def test_without_faces_there_is_no_error_and_no_share() -> None:
    confidence, is_correct = np.zeros(0), np.zeros(0, np.bool_)
    assert calibration(confidence, is_correct)["ece"] == 0
    shares = uncertain_shares(confidence, is_correct, 0.5)
    assert shares["share"] is shares["share_of_right"] is shares["share_of_errors"] is None

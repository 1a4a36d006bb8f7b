from dataclasses import replace

import numpy as np
import pytest

from maskapp.files.picture_files import read_picture
from maskapp.pipeline.face_crop import CROP_MARGIN, CROP_SHIFT_DOWN, as_network_input, crop_face
from maskapp.records import CLASS_LABELS
from maskapp.training.data.sample import Sample
from maskapp.training.fitting import batches as batches_module
from maskapp.training.fitting.batches import (
    TRANSPLANTED_SHARE,
    AugmentedBatches,
    drawn_shares,
    one_hot,
    plain_crops,
    rendered_crops,
)
from maskapp.training.rendering.render_on_bare import RenderShares

WITH, WITHOUT, WRONG = CLASS_LABELS


@pytest.fixture
def samples(bare_sample: Sample) -> list[Sample]:
    """All labels; what the pictures show does not matter here."""
    return [replace(bare_sample, label=label) for label in CLASS_LABELS]


def batches(samples, labels=CLASS_LABELS, seed=1, first_epoch=0, size=6) -> AugmentedBatches:
    return AugmentedBatches(samples, labels, 48, size, 3, seed, first_epoch)


def test_a_batch_has_the_form_the_network_takes(samples) -> None:
    feed = batches(samples)
    assert len(feed) == 3
    crops, labels = feed[0]
    assert crops.shape == (6, 48, 48, 3)
    assert labels.shape == (6, 3)
    assert crops.dtype == labels.dtype == np.float32
    assert crops.min() >= -1
    assert crops.max() <= 1
    assert np.all(labels.sum(axis=1) == 1)
    assert np.all((labels == 0) | (labels == 1))


def test_the_seed_determines_every_batch_in_any_order(samples) -> None:
    first, second = batches(samples), batches(samples)
    second[2]
    for index in (0, 1, 2):
        for one, other in zip(first[index], second[index], strict=True):
            assert np.array_equal(one, other)


def test_batches_epochs_and_seeds_differ(samples) -> None:
    feed = batches(samples)
    kinds = [feed[0][0], feed[1][0], batches(samples, seed=2)[0][0]]
    feed.on_epoch_end()
    kinds.append(feed[0][0])
    assert len({kind.tobytes() for kind in kinds}) == 4


def test_a_resumed_training_gets_the_same_batches(samples) -> None:
    feed = batches(samples)
    feed.on_epoch_end()
    feed.on_epoch_end()
    assert np.array_equal(feed[1][0], batches(samples, first_epoch=2)[1][0])


def shares(samples, labels) -> np.ndarray:
    feed = batches(samples, labels, size=80)
    return np.concatenate([feed[index][1] for index in range(3)]).mean(axis=0)


def test_rendering_changes_the_labels_of_bare_faces(bare_sample: Sample) -> None:
    """There is no masked donor, so transplants do not count."""
    expected, left = RenderShares(), 1 - TRANSPLANTED_SHARE
    share = shares([bare_sample], CLASS_LABELS)
    assert share[0] == pytest.approx(left * expected.proper, abs=0.07)
    assert share[2] == pytest.approx(left * expected.wrong, abs=0.08)


def test_things_are_before_the_mouth_of_masked_faces_only(samples, monkeypatch) -> None:
    drawn = []
    monkeypatch.setattr(
        batches_module, "add_before_mask", lambda image, *_: drawn.append(1) or image
    )
    monkeypatch.setattr(batches_module, "render_on_bare", lambda image, *_: (image, WITHOUT))
    shares([samples[1]], CLASS_LABELS)
    assert not drawn
    shares([samples[0]], CLASS_LABELS)
    assert 10 <= len(drawn) <= 60  # of 240


@pytest.mark.parametrize("labels", [CLASS_LABELS, CLASS_LABELS[:2]])
def test_labels_come_in_the_shares_that_are_reported(samples, labels) -> None:
    reported = drawn_shares(samples[: len(labels)], labels, seed=3)
    assert sum(reported.values()) == pytest.approx(1)
    share = shares(samples[: len(labels)], labels)
    assert share == pytest.approx(list(reported.values()), abs=0.08)


def test_with_two_labels_no_mask_is_worn_wrong(samples) -> None:
    feed = batches(samples[:2], CLASS_LABELS[:2], size=80)
    labels = feed[0][1]
    assert labels.shape == (80, 2)
    assert np.all(labels.sum(axis=1) == 1)
    share = shares(samples[1:2], CLASS_LABELS[:2])
    assert 0 < share[0] < 0.25


def test_one_hot_rows() -> None:
    rows = one_hot([WRONG, WITH, WRONG], CLASS_LABELS)
    assert rows.tolist() == [[0, 0, 1], [1, 0, 0], [0, 0, 1]]
    assert one_hot([], CLASS_LABELS).shape == (0, 3)


def test_plain_crops_are_those_of_the_program(bare_sample: Sample) -> None:
    image = read_picture(bare_sample.path)
    crop = crop_face(image, bare_sample.box, 48, CROP_MARGIN, CROP_SHIFT_DOWN)
    assert np.array_equal(plain_crops([bare_sample] * 2, 48), as_network_input([crop, crop]))


def test_rendered_crops_leave_out_what_stayed_bare(bare_sample: Sample) -> None:
    unseen = replace(bare_sample, landmarks=None)
    mixed = [bare_sample, unseen] * 4
    crops, rendered = rendered_crops(mixed, RenderShares(1.0, 0.0, 0.0), 48, seed=1)
    assert crops.shape == (4, 48, 48, 3)
    assert [sample.label for sample in rendered] == [WRONG] * 4
    assert {sample.source for sample in rendered} == {"rendered"}
    assert len({crop.tobytes() for crop in crops}) == 4
    again, _ = rendered_crops(mixed, RenderShares(1.0, 0.0, 0.0), 48, seed=1)
    assert np.array_equal(crops, again)


@pytest.mark.parametrize("rendering", [RenderShares(1.0, 0.0, 0.0), RenderShares(0.0, 0.0, 0.0)])
def test_without_anything_rendered_there_are_no_crops(bare_sample, rendering) -> None:
    crops, rendered = rendered_crops([replace(bare_sample, landmarks=None)], rendering, 48, seed=1)
    assert crops.shape == (0, 48, 48, 3)
    assert rendered == []

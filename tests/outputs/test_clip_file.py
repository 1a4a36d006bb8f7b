import io
import itertools

import av
import numpy as np
import pytest

from maskapp.outputs.clip_file import LONGEST_SIDE_PX, PacketEncoder, make_clip


def images(count, shape=(48, 64)):
    return [np.full((*shape, 3), 10 + 4 * (i % 60), np.uint8) for i in range(count)]


def encoded(frames, step_s=1 / 15, start_s=100.0):
    encoder = PacketEncoder()
    packets = [encoder.encode(image, start_s + i * step_s) for i, image in enumerate(frames)]
    return [packet for packet in packets if packet is not None]


def decoded(content: bytes):
    with av.open(io.BytesIO(content)) as container:
        frames = list(container.decode(video=0))
    return [frame.to_ndarray(format="bgr24") for frame in frames], [f.time for f in frames]


def test_a_clip_that_begins_at_a_later_key_frame_can_be_played():
    frames = images(60)
    packets = encoded(frames)
    assert len(packets) == 60
    keys = [i for i, packet in enumerate(packets) if packet.is_key]
    assert keys[0] == 0
    assert all(14 <= b - a <= 16 for a, b in itertools.pairwise(keys)), "each second"
    shown, times_s = decoded(make_clip(packets[keys[2] :]))
    assert len(shown) == 60 - keys[2]
    assert times_s[0] == 0
    assert times_s[-1] == pytest.approx((59 - keys[2]) / 15, abs=0.002)
    for image, original in zip(shown, frames[keys[2] :], strict=True):
        assert abs(image.astype(int).mean() - original.mean()) < 6


def test_frames_beyond_fifteen_in_a_second_are_left_out():
    packets = encoded(images(60), step_s=1 / 60)
    assert 14 <= len(packets) <= 16


def test_large_images_are_made_smaller_and_odd_sizes_even():
    (packet,) = encoded(images(1, shape=(1443, 2561)))
    assert packet.form[0] == LONGEST_SIDE_PX
    assert packet.form[1] in (720, 722)
    (packet,) = encoded(images(1, shape=(47, 63)))
    assert packet.form == (64, 48)
    shown, _ = decoded(make_clip([packet]))
    assert shown[0].shape == (48, 64, 3)


def test_images_of_another_size_are_fitted_in():
    packets = encoded([*images(3), *images(3, shape=(100, 30))])
    shown, _ = decoded(make_clip(packets))
    assert {image.shape for image in shown} == {(48, 64, 3)}


def test_times_that_are_the_same_or_go_back_are_left_out():
    encoder = PacketEncoder()
    assert encoder.encode(images(1)[0], 5.0) is not None
    assert encoder.encode(images(1)[0], 5.0) is None
    assert encoder.encode(images(1)[0], 4.0) is None

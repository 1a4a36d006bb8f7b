"""Encoding of images into packets that stay in memory, and joining of packets into a clip.

Unlike a recording, a clip is known to be wanted only after it has begun.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from av.video.stream import VideoStream

from maskapp.opencv import cv2
from maskapp.outputs.video_frames import as_video_frame
from maskapp.outputs.video_recorder import (
    ENCODER,
    ENCODER_OPTIONS,
    TICKS_PER_S,
    TIME_BASE,
    set_up_encoder,
)
from maskapp.records import Image

CLIP_FPS = 15.0
"""Frames of a clip per second, at most."""
LONGEST_SIDE_PX = 1280
"""Larger images are made smaller."""
KEY_FRAME_EVERY_S = 1.0
"""A clip can begin at a key frame only."""

_RATE = Fraction(CLIP_FPS)


@dataclass(frozen=True, slots=True, eq=False)
class Packet:
    """An encoded image.

    Attributes:
        data: H.264, as the encoder made it.
        time_s: The image's time in the session.
        is_key: Whether a clip can begin with it.
        form: Width and height of the video.
    """

    data: bytes
    time_s: float
    is_key: bool
    form: tuple[int, int]


class PacketEncoder:
    """An encoder of images for clips. Use it from one thread."""

    def __init__(self) -> None:
        self._codec: VideoCodecContext | None = None
        self._form = (0, 0)
        self._last_s = 0.0
        self._last_key_s = 0.0

    def encode(self, image: Image, time_s: float) -> Packet | None:
        """Encode the next image; one that follows too soon is left out.

        Args:
            image: (height, width, 3), uint8, BGR.
            time_s: Its time in the session.

        Returns:
            The packet; None if the image was left out.

        Raises:
            av.FFmpegError: The encoder fails.
        """
        is_first = self._codec is None
        if not is_first and time_s < self._last_s + 0.9 / CLIP_FPS:
            return None
        image = _at_most(image, LONGEST_SIDE_PX)
        if self._codec is None:
            self._codec = self._start(image)
        frame = as_video_frame(image, *self._form)
        frame.pts, frame.time_base = round(time_s * TICKS_PER_S), TIME_BASE
        if is_first or time_s >= self._last_key_s + KEY_FRAME_EVERY_S:
            frame.pict_type = PictureType.I
            self._last_key_s = time_s
        self._last_s = time_s
        # Without delay, each image makes one packet.
        (packet,) = self._codec.encode(frame)
        return Packet(bytes(packet), time_s, bool(packet.is_keyframe), self._form)

    def _start(self, image: Image) -> VideoCodecContext:
        height, width = image.shape[:2]
        self._form = (width + width % 2, height + height % 2)
        codec = cast(VideoCodecContext, av.CodecContext.create(ENCODER, "w"))
        codec.options = dict(ENCODER_OPTIONS)
        codec.framerate = _RATE
        set_up_encoder(codec, *self._form)
        return codec


def make_clip(packets: Sequence[Packet]) -> bytes:
    """Return an MP4 file of packets.

    Args:
        packets: At least one, of one encoder, the first of which is a key frame.

    Raises:
        av.FFmpegError: They cannot be joined.
    """
    file = io.BytesIO()
    first_s = packets[0].time_s
    with av.open(file, "w", format="mp4") as container:
        # Its encoder is opened, which makes the header, but never used.
        stream = container.add_stream(ENCODER, rate=_RATE, options=dict(ENCODER_OPTIONS))
        stream = cast(VideoStream, stream)
        set_up_encoder(stream.codec_context, *packets[0].form)
        last = -1
        for packet in packets:
            muxed = av.Packet(packet.data)
            last = max(round((packet.time_s - first_s) * TICKS_PER_S), last + 1)
            muxed.pts = muxed.dts = last
            muxed.time_base = TIME_BASE
            muxed.is_keyframe = packet.is_key
            muxed.stream = stream
            container.mux(muxed)
    return file.getvalue()


def _at_most(image: Image, side_px: int) -> Image:
    height, width = image.shape[:2]
    scale = side_px / max(height, width)
    if scale >= 1:
        return image
    size = (max(2, round(width * scale)), max(2, round(height * scale)))
    return cast(Image, cv2.resize(image, size, interpolation=cv2.INTER_LINEAR))

from pathlib import Path

import av
import numpy as np
import pytest

from maskapp.errors import SourceError
from maskapp.pipeline.sources.av_decoding import upright_image, video_stream
from maskapp.pipeline.sources.video_file import VideoFileSource
from tests.support.video_files import HEIGHT, WIDTH, grey, write_clip


@pytest.mark.parametrize(
    ("rotation", "bar"),
    [
        (90, np.s_[:, : HEIGHT // 4]),
        (180, np.s_[-HEIGHT // 4 :]),
        (-90, np.s_[:, -HEIGHT // 4 :]),
    ],
)
def test_frames_are_rotated_upright(
    tmp_path: Path, rotation: int, bar: tuple[slice, ...] | slice
) -> None:
    # The rotation is counterclockwise: by 90°, the bar moves from the top to the left.
    with VideoFileSource(write_clip(tmp_path / "phone.mp4", rotation=rotation)) as source:
        image = source.read().image  # type: ignore[union-attr]
        info = source.info
    assert (info.width, info.height) == (image.shape[1], image.shape[0])
    assert (info.width < info.height) == (rotation != 180)
    assert image[bar].mean() > 200
    assert image.mean() < 120
    assert image.flags.c_contiguous


def test_a_frame_of_another_size_is_scaled() -> None:
    frame = av.VideoFrame.from_ndarray(grey(3), format="bgr24")
    image = upright_image(frame, WIDTH // 2, HEIGHT // 2)
    assert image.shape == (HEIGHT // 2, WIDTH // 2, 3)
    assert image.dtype == np.uint8


def test_a_file_without_video_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "song.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44100)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        frame.sample_rate, frame.pts = 44100, 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    with (
        av.open(str(path)) as container,
        pytest.raises(SourceError, match=r"^a song: it contains no video"),
    ):
        video_stream(container, "a song")


def test_an_unsupported_codec_is_refused(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4")
    path.write_bytes(path.read_bytes().replace(b"avc1", b"zzzz"))
    with pytest.raises(SourceError, match="codec is not supported"):
        VideoFileSource(path)

"""RTSP over whatever the camera offers."""

import pytest

from maskapp.errors import SourceError
from maskapp.pipeline.sources.stream import open_stream
from tests.support.rtsp_camera import rtsp_camera


@pytest.mark.parametrize("speaks_tcp", [True, False], ids=["tcp", "udp only"])
@pytest.mark.parametrize("scheme", ["rtsp", "RTSP"])
def test_tcp_is_preferred_and_udp_does_as_well(speaks_tcp: bool, scheme: str) -> None:
    with (
        rtsp_camera(speaks_tcp=speaks_tcp) as camera,
        open_stream(camera.address.replace("rtsp", scheme, 1)) as source,
    ):
        images = [source.read().image for _ in range(3)]
        camera.is_over.set()
    assert images[-1].shape == (48, 64, 3)
    assert abs(int(images[-1].mean()) - 128) < 6
    assert "TCP" in camera.transports[0]
    assert any("TCP" not in transport for transport in camera.transports) == (not speaks_tcp)


def test_a_login_that_is_not_supported_is_named() -> None:
    challenge = 'Digest realm="camera", algorithm=SHA-256, nonce="1"'
    with (
        rtsp_camera(speaks_tcp=True, challenge=challenge) as camera,
        pytest.raises(SourceError, match="Digest with SHA-256"),
    ):
        open_stream(camera.address)

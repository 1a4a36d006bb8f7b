import pytest

from maskapp.commands.detect.sharing.thread_limits import limit_threads
from maskapp.opencv import cv2
from maskapp.pipeline.tflite_network import TfliteNetwork


@pytest.mark.parametrize(("count", "of_networks"), [(1, 1), (3, 2)])
def test_threads_are_limited_but_never_more_than_before(monkeypatch, count, of_networks) -> None:
    before = cv2.getNumThreads()
    monkeypatch.setattr(TfliteNetwork, "threads", 2)
    try:
        limit_threads(count)
        assert cv2.getNumThreads() == count
    finally:
        cv2.setNumThreads(before)
    assert TfliteNetwork.threads == of_networks

"""An engine for those who judge pictures that does what a test wants."""

import threading

from maskapp.records import Face, Frame, FrameResult
from tests.support.worker_fakes import PATIENCE_S


class GatedEngine:
    """Finds the same faces in each picture, once the gate is open.

    Attributes:
        gate: Open at first.
        began: Set when a picture is in the engine.
        frames: The frames so far.
    """

    def __init__(self, *faces: Face) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.began = threading.Event()
        self.frames: list[Frame] = []
        self._faces = faces

    def for_another_source(self) -> "GatedEngine":
        return self

    def process(self, frame: Frame) -> FrameResult:
        self.began.set()
        assert self.gate.wait(PATIENCE_S)
        self.frames.append(frame)
        return FrameResult(frame, self._faces)

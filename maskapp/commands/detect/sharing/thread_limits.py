"""Limits of the threads that a process uses, where several work side by side."""

from maskapp.opencv import cv2
from maskapp.pipeline.tflite_network import TfliteNetwork


def limit_threads(count: int) -> None:
    """Let OpenCV and the networks use at most so many threads in this process.

    The encoder of videos keeps its own number: it decides how a frame is cut into slices, and so
    the content of the file.
    """
    cv2.setNumThreads(count)
    TfliteNetwork.threads = min(TfliteNetwork.threads, count)

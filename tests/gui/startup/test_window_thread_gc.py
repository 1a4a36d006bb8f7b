"""Garbage collection in the window's thread only."""

import gc
import threading
import weakref

from PySide6.QtCore import QCoreApplication, QEvent, QObject

from maskapp.gui.startup.window_thread_gc import WindowThreadGC


class Cycle:
    """A reference cycle that records the thread in which it is collected."""

    def __init__(self, threads: list[str]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: threads.append(threading.current_thread().name))


def test_only_the_window_thread_collects(qtbot) -> None:
    owner = QObject()
    collector = WindowThreadGC(owner)
    threads: list[str] = []
    Cycle(threads)

    def allocate() -> None:
        assert len([[] for _ in range(200_000)]) == 200_000

    worker = threading.Thread(target=allocate, name="worker")
    worker.start()
    worker.join()
    assert threads == []
    kept = [[] for _ in range(2_000)]  # makes a collection due
    qtbot.waitUntil(lambda: threads == [threading.main_thread().name], timeout=5000)
    assert len(kept) == 2_000
    collector.stop()
    assert gc.isenabled()
    QCoreApplication.sendPostedEvents(collector, QEvent.Type.DeferredDelete)

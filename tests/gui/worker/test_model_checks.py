"""Checks of models: one at a time, and ended when nobody wants them."""

import threading

from maskapp.errors import ModelError
from maskapp.live.model_check import ModelCheck
from maskapp.live.source_request import SourceRequest

USABLE = ModelCheck(True, False, "It can be used.")
PATIENCE_S = 30.0


class SlowConversion:
    """A check that converts until it is cancelled."""

    def __init__(self) -> None:
        self.started: list[str] = []
        self.has_ended = threading.Event()

    def __call__(self, model: str, watch) -> ModelCheck:
        if "slow" not in model:
            return USABLE
        self.started.append(model)
        watch.report("reading the network", 3)
        while not watch.is_cancelled:
            threading.Event().wait(0.01)
        self.has_ended.set()
        raise ModelError("It was cancelled.")


def test_the_steps_arrive_and_another_check_cancels_the_first(qtbot, worker, log, backend) -> None:
    backend.check_model = conversion = SlowConversion()
    worker.check_model("/nets/slow.h5")
    qtbot.waitUntil(lambda: len(log.model_steps) == 1)
    assert log.model_steps == [("/nets/slow.h5", "reading the network", 3)]
    worker.check_model("/nets/quick.tflite")
    qtbot.waitUntil(lambda: len(log.models) == 1)
    assert log.models == [("/nets/quick.tflite", USABLE)]
    assert conversion.has_ended.wait(PATIENCE_S)


def test_a_cancelled_check_ends_and_reports_nothing(qtbot, worker, log, backend) -> None:
    backend.check_model = conversion = SlowConversion()
    worker.check_model("/nets/slow.h5")
    qtbot.waitUntil(lambda: conversion.started == ["/nets/slow.h5"])
    worker.cancel_check()
    assert conversion.has_ended.wait(PATIENCE_S)
    worker.check_model("/nets/quick.tflite")
    qtbot.waitUntil(lambda: len(log.models) == 1)
    assert log.models == [("/nets/quick.tflite", USABLE)]


def test_a_shutdown_ends_the_check(qtbot, worker, backend) -> None:
    backend.check_model = conversion = SlowConversion()
    worker.check_model("/nets/slow.h5")
    qtbot.waitUntil(lambda: conversion.started == ["/nets/slow.h5"])
    assert worker.shutdown()
    assert conversion.has_ended.wait(PATIENCE_S)


def test_closing_the_source_cancels_the_conversion_of_its_model(
    qtbot, worker, log, clip, backend
) -> None:
    has_ended = threading.Event()

    def load(_settings, _is_stills, watch):
        watch.report("converting the network", 5)
        while not watch.is_cancelled:
            threading.Event().wait(0.01)
        has_ended.set()
        raise ModelError("It was cancelled.")

    backend.load_engine = load
    worker.open_source(SourceRequest("clip"))
    qtbot.waitUntil(lambda: len(log.conversion_steps) == 1)
    assert log.conversion_steps == [("converting the network", 5)]
    worker.close_source()
    assert has_ended.wait(PATIENCE_S)
    assert log.failures == []

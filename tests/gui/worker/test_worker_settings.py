"""What changed settings do to a running session."""

from dataclasses import replace

from maskapp.errors import ModelError
from maskapp.records import SourceState
from tests.support.films import show
from tests.support.worker_fakes import (
    FakeEngine,
    make_face,
)

RUNNING = SourceState.RUNNING


class TestSettings:
    def test_another_engine_numbers_the_tracks_on(
        self, qtbot, worker, ear, film, settings, backend
    ):
        loaded = []

        def load(settings, is_stills):
            loaded.append((settings.detection_size_px, is_stills))
            return FakeEngine((make_face(1), make_face(2)))

        backend.load_engine = load
        show(qtbot, worker, ear, film)
        worker.use_settings(replace(settings, detection_size_px=640))
        qtbot.waitUntil(lambda: len(loaded) == 2)
        tracks = {row.track for row in ear.newest.faces}
        while 4 not in tracks:
            show(qtbot, worker, ear, film)
            tracks.update(row.track for row in ear.newest.faces)
        assert tracks == {1, 2, 3, 4}
        assert loaded == [(416, False), (640, False)]

    def test_others_leave_the_engine_alone(self, qtbot, worker, ear, film, settings, backend):
        show(qtbot, worker, ear, film)
        backend.load_engine = None
        worker.use_settings(replace(settings, violation_after_s=9.0, theme="dark", blur_faces=True))
        show(qtbot, worker, ear, film)
        assert ear.failures == []

    def test_a_network_that_cannot_be_used_leaves_the_old_one(
        self, qtbot, worker, ear, film, settings, backend
    ):
        def refuse(settings, _is_stills):
            raise ModelError(f"The model {settings.model_file} is damaged.")

        show(qtbot, worker, ear, film)
        backend.load_engine = refuse
        worker.use_settings(replace(settings, model_file="/nets/x.tflite"))
        qtbot.waitUntil(lambda: len(ear.failures) == 1)
        assert ear.failures == ["The model /nets/x.tflite is damaged."]
        show(qtbot, worker, ear, film)
        assert ear.states[-1] is RUNNING

    def test_a_network_is_checked_without_being_used(self, qtbot, worker, ear, film, backend):
        def load(settings, is_stills):
            if "bad" in settings.model_file:
                raise ModelError("It is bad.")

        show(qtbot, worker, ear, film)
        backend.load_engine = load
        worker.check_model("/nets/bad.tflite")
        qtbot.waitUntil(lambda: len(ear.models) == 1)
        worker.check_model("/nets/good.tflite")
        qtbot.waitUntil(lambda: len(ear.models) == 2)
        assert ear.models == [
            ("/nets/bad.tflite", False, "It is bad."),
            ("/nets/good.tflite", True, "This model can be used."),
        ]
        show(qtbot, worker, ear, film)

"""What changed settings do to the source in use."""

from dataclasses import replace

import pytest

from maskapp.errors import ModelError, ModelLostError, SourceError
from maskapp.live.model_check import ModelCheck
from maskapp.live.playing.timing import Timing
from maskapp.live.source_request import SourceRequest
from maskapp.records import MaskLabel, SourceState
from tests.support.gated_clip import show_frames
from tests.support.worker_fakes import FakeEngine, FakeSource, make_face, make_frames

USABLE = ModelCheck(True, False, "This model can be used.")
OPENING, RUNNING, FAILED = SourceState.OPENING, SourceState.RUNNING, SourceState.FAILED
NO_MODEL = SourceState.NO_MODEL


def test_another_engine_numbers_the_tracks_on(qtbot, worker, log, clip, settings, backend):
    loaded = []

    def load(settings, is_stills, _watch):
        loaded.append((settings.detection_size_px, is_stills))
        second = (16, 2, 26, 12) if len(loaded) == 1 else (2, 14, 12, 22)
        return FakeEngine((make_face(1), make_face(2, box=second)))

    backend.load_engine = load
    show_frames(qtbot, worker, log, clip)
    worker.use_settings(replace(settings, detection_size_px=640))
    qtbot.waitUntil(lambda: len(loaded) == 2)
    tracks = {row.track for row in log.newest.faces}
    while 4 not in tracks:
        show_frames(qtbot, worker, log, clip)
        tracks.update(row.track for row in log.newest.faces)
    assert tracks == {1, 2, 4}, "the first face is where it was"
    assert loaded == [(settings.detection_size_px, False), (640, False)]


def test_settings_that_the_engine_does_not_read_load_no_engine(
    qtbot, worker, log, clip, settings, backend
):
    show_frames(qtbot, worker, log, clip)
    backend.load_engine = None
    worker.use_settings(replace(settings, violation_after_s=9.0, theme="dark", blur_faces=True))
    show_frames(qtbot, worker, log, clip)
    assert log.failures == []


def test_a_model_that_cannot_be_used_leaves_the_engine_in_use(
    qtbot, worker, log, clip, settings, backend
):
    def refuse(settings, _is_stills, _watch):
        raise ModelError(f"The model {settings.model_file} is damaged.")

    show_frames(qtbot, worker, log, clip)
    backend.load_engine = refuse
    worker.use_settings(replace(settings, model_file="/nets/x.tflite"))
    qtbot.waitUntil(lambda: len(log.failures) == 1)
    assert log.failures == [
        "The model /nets/x.tflite is damaged. Until a source is opened, the model and settings used"
        " so far stay."
    ]
    show_frames(qtbot, worker, log, clip)
    assert log.states[-1] is RUNNING


def test_a_model_is_checked_without_being_used(qtbot, worker, log, clip, backend):
    def check(model, _watch):
        if "bad" in model:
            raise ModelError("It is bad.")
        return USABLE

    show_frames(qtbot, worker, log, clip)
    backend.check_model = check
    worker.check_model("/nets/bad.tflite")
    qtbot.waitUntil(lambda: len(log.models) == 1)
    worker.check_model("/nets/good.tflite")
    qtbot.waitUntil(lambda: len(log.models) == 2)
    assert log.models == [
        ("/nets/bad.tflite", ModelCheck(False, False, "It is bad.")),
        ("/nets/good.tflite", USABLE),
    ]
    show_frames(qtbot, worker, log, clip)


def test_a_source_without_a_model_opens_again_once_another_is_chosen(
    qtbot, worker, log, sources, settings, backend
):
    def load(settings, _is_stills, _watch):
        if settings.model_file == "":
            raise ModelError("The model is damaged.")
        return backend.engine

    backend.load_engine = load
    sources["clip"] = lambda: FakeSource(make_frames(1))
    worker.open_source(SourceRequest("clip"))
    qtbot.waitUntil(lambda: NO_MODEL in log.states)
    worker.use_settings(replace(settings, model_file="/models/good.tflite"))
    qtbot.waitUntil(lambda: len(log.frames) == 1)
    assert log.states[:4] == [OPENING, NO_MODEL, OPENING, RUNNING]


def test_another_model_does_not_revive_a_source_that_failed(
    qtbot, worker, log, sources, settings, backend
):
    loaded = []
    backend.load_engine = lambda settings, *_: loaded.append(settings) or FakeEngine()
    sources["clip"] = SourceError("clip: it is damaged")
    worker.open_source(SourceRequest("clip"))
    qtbot.waitUntil(lambda: FAILED in log.states)
    worker.use_settings(replace(settings, model_file="/models/good.tflite"))
    worker.check_model("/models/good.tflite")
    qtbot.waitUntil(lambda: len(log.models) == 1)
    assert log.states == [OPENING, FAILED]
    assert loaded == []


def test_a_model_that_was_replaced_under_its_path_is_loaded_again(
    qtbot, worker, log, clip, backend
):
    wrong, right = MaskLabel.WITHOUT_MASK, MaskLabel.WITH_MASK
    backend.engine = FakeEngine((make_face(label=wrong),))
    show_frames(qtbot, worker, log, clip)
    backend.engine = FakeEngine((make_face(label=right),))
    worker.renew_model()
    while log.newest.counts[right] == 0:
        show_frames(qtbot, worker, log, clip)


def test_nothing_is_loaded_again_for_a_source_that_is_still_opening(
    qtbot, worker, log, sources, backend, hang
):
    def open_slowly():
        hang()
        raise SourceError("clip: it is damaged")

    loaded = []
    backend.load_engine = lambda settings, *_: loaded.append(settings) or FakeEngine()
    sources["clip"] = open_slowly
    worker.open_source(SourceRequest("clip"))
    qtbot.waitUntil(hang.entered.is_set)
    worker.renew_model()
    worker.check_model("/models/good.tflite")
    qtbot.waitUntil(lambda: len(log.models) == 1)
    hang.release.set()
    qtbot.waitUntil(lambda: FAILED in log.states)
    assert loaded == []


class TestAModelWhoseFileIsMissing:
    @pytest.fixture
    def timing(self) -> Timing:
        return Timing(reconnect_delays_s=(2,), second_ms=5)

    @pytest.fixture
    def missing(self, backend) -> list[str]:
        """The models whose files are missing."""
        missing: list[str] = []

        def load(settings, _is_stills, _watch):
            if settings.model_file in missing:
                raise ModelLostError("The model is missing.")
            return backend.engine

        backend.load_engine = load
        return missing

    def test_it_is_tried_again_and_then_the_source_is_opened_again(
        self, qtbot, worker, log, sources, missing, backend
    ):
        missing.append("")
        sources["clip"] = lambda: FakeSource(make_frames(1))
        worker.open_source(SourceRequest("clip"))
        qtbot.waitUntil(lambda: log.states.count(NO_MODEL) >= 2)
        assert set(log.states) == {OPENING, NO_MODEL}
        assert len(backend.requests) == 1, "the source waits closed"
        missing.clear()
        qtbot.waitUntil(lambda: len(log.frames) == 1)
        others = [state for state in log.states if state is not NO_MODEL]
        assert others[:3] == [OPENING, OPENING, RUNNING]

    def test_one_that_was_loaded_judges_the_next_source_with_the_newest_settings(
        self, qtbot, worker, log, clip, sources, missing, settings
    ):
        show_frames(qtbot, worker, log, clip)
        missing.append("")
        worker.use_settings(replace(settings, detection_size_px=640))
        stays = "Until a source is opened, the model stays in use as it was before."
        stays = f"The model is missing. {stays}"
        qtbot.waitUntil(lambda: log.failures == [stays])
        sources["next"] = lambda: FakeSource(make_frames(1), name="next")
        worker.open_source(SourceRequest("next"))
        qtbot.waitUntil(lambda: log.states[-1] is SourceState.ENDED)
        assert log.failures == [stays] * 2
        assert NO_MODEL not in log.states

    def test_another_one_is_used_for_the_next_source_if_it_is_there_then(
        self, qtbot, worker, log, clip, sources, missing, settings, backend
    ):
        show_frames(qtbot, worker, log, clip)
        backend.engine = FakeEngine((make_face(), make_face(2, box=(2, 14, 12, 22))))
        missing.append("/usb/x.tflite")
        worker.use_settings(replace(settings, model_file="/usb/x.tflite"))
        qtbot.waitUntil(lambda: len(log.failures) == 1)
        missing.clear()
        show_frames(qtbot, worker, log, clip)
        assert len(log.newest.faces) == 1, "the one used so far stays, as the message says"
        sources["next"] = lambda: FakeSource(make_frames(1), name="next")
        worker.open_source(SourceRequest("next"))
        qtbot.waitUntil(lambda: log.states[-1] is SourceState.ENDED)
        assert len(log.newest.faces) == 2
        assert len(log.failures) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_another_engine_labels_a_picture_that_is_shown_at_the_end(
    qtbot, worker, log, sources, settings, backend, count
):
    def load(settings, _is_stills, _watch):
        is_first = settings.detection_size_px != 640
        label = MaskLabel.WITH_MASK if is_first else MaskLabel.WITHOUT_MASK
        return FakeEngine((make_face(label=label),))

    backend.load_engine = load
    pictures = FakeSource(make_frames(count))
    pictures.info = replace(pictures.info, is_stills=True, frame_count=count)
    sources["pictures"] = pictures
    worker.open_source(SourceRequest("pictures"))
    qtbot.waitUntil(lambda: SourceState.ENDED in log.states)
    qtbot.waitUntil(lambda: bool(log.frames))
    worker.use_settings(replace(settings, detection_size_px=640))
    qtbot.waitUntil(lambda: log.newest.counts[MaskLabel.WITHOUT_MASK] == 1)
    assert log.frames[-1].index == count - 1
    assert log.states[-1] is SourceState.ENDED


def test_another_engine_labels_no_frame_of_a_video_that_has_ended(
    qtbot, worker, log, sources, settings, backend
):
    loaded = []
    backend.load_engine = lambda settings, *_: loaded.append(settings) or FakeEngine()
    sources["clip"] = [FakeSource(make_frames(1)), FakeSource(make_frames(1))]
    worker.open_source(SourceRequest("clip"))
    qtbot.waitUntil(lambda: SourceState.ENDED in log.states)
    larger = replace(settings, detection_size_px=640)
    worker.use_settings(larger)
    worker.replay()
    qtbot.waitUntil(lambda: log.states.count(SourceState.ENDED) == 2)
    assert loaded == [settings.for_engine, larger.for_engine]

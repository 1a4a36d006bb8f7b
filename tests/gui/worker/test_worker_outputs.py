"""What the worker makes of frames: previews, snapshots, recordings; and its settings."""

import shutil
import threading
from collections import namedtuple
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtCore import Qt

from maskapp import paths
from maskapp.errors import ModelError
from maskapp.gui.worker import reconnect_countdown as reconnect
from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.live import frame_views as processing
from maskapp.records import Frame, MaskLabel, SourceState
from maskapp.settings import Settings
from tests.support.worker_fakes import (
    PATIENCE_S,
    Ear,
    FakeEngine,
    FakeSource,
    lose,
    make_face,
    make_frames,
)

ENDED, RUNNING, LOST = SourceState.ENDED, SourceState.RUNNING, SourceState.LOST
BARE = MaskLabel.WITHOUT_MASK
GB = 1_000_000_000

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(automatic_snapshots=False, recording_folder=str(tmp_path / "films"))


@pytest.fixture
def engine(monkeypatch) -> FakeEngine:
    engine = FakeEngine()
    monkeypatch.setattr(processing, "load_engine", lambda _settings, *, stills: engine)
    return engine


@pytest.fixture
def worker(qtbot, settings, engine) -> Iterator[WorkerThread]:
    thread = WorkerThread(settings)
    thread.start()
    yield thread
    assert thread.shutdown()


@pytest.fixture
def ear(worker) -> Ear:
    return Ear(worker)


class Film:
    """A file whose next frames come when the test lets them."""

    def __init__(self, count: int, *, is_live=False, size=(96, 128), step_s=0.01) -> None:
        self.images = [np.full((*size, 3), 40, np.uint8) for _ in range(count)]
        for i, image in enumerate(self.images):
            image[:, : size[1] // 2] = 200 - i
        self._allowed = threading.Semaphore(0)
        frames = [Frame(image, i, i * step_s) for i, image in enumerate(self.images)]
        self.source = FakeSource(self._give(frames), is_live=is_live)

    def let(self, count=1) -> None:
        self._allowed.release(count)

    def _give(self, frames) -> Iterator[Frame]:
        for frame in frames:
            if not self._allowed.acquire(timeout=6 * PATIENCE_S):
                return
            yield frame
        self._allowed.acquire(timeout=6 * PATIENCE_S)


@pytest.fixture
def film(monkeypatch):
    film = Film(60)
    monkeypatch.setattr(processing, "open_source", lambda _request: film.source)
    yield film
    film.let(1000)


def show(qtbot, worker: WorkerThread, ear: Ear, film: Film, frames=1) -> None:
    """Open the film, unless it is open, and show the next frames."""
    if not ear.states:
        worker.open_source("film")
        qtbot.waitUntil(lambda: RUNNING in ear.states)
    seen = len(ear.pictures) + worker.mailbox.overwritten
    film.let(frames)
    qtbot.waitUntil(lambda: len(ear.pictures) + worker.mailbox.overwritten == seen + frames)


def read_video(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]


def video_times_s(path: Path) -> list[float]:
    with av.open(str(path)) as container:
        return [float(frame.time) for frame in container.decode(video=0)]


class TestPreview:
    def test_has_boxes_and_labels_and_memory_of_its_own(self, qtbot, worker, ear, film, engine):
        engine.faces = ()
        show(qtbot, worker, ear, film)
        image = ear.pictures[0].image
        assert image.format() is image.Format.Format_RGB32
        assert (image.width(), image.height()) == (128, 96)
        assert image.pixelColor(5, 5).getRgb() == (200, 200, 200, 255)
        film.images[0][:] = 0
        assert image.pixelColor(5, 5).red() == 200
        engine.faces = (make_face(box=(20, 40, 60, 80)),)
        show(qtbot, worker, ear, film)
        colours = {ear.pictures[1].image.pixelColor(20, y).name() for y in range(30, 90)}
        assert "#009e73" in colours, "the green of a mask"

    def test_colours_are_not_swapped(self, qtbot, worker, ear, film, engine):
        engine.faces = ()
        film.images[0][:] = (10, 20, 30)  # BGR
        show(qtbot, worker, ear, film)
        assert ear.pictures[0].image.pixelColor(3, 3).getRgb() == (30, 20, 10, 255)

    def test_is_mirrored_alone_at_once_and_with_its_boxes(self, qtbot, worker, ear, film, engine):
        engine.faces = (make_face(box=(20, 40, 60, 80)),)
        show(qtbot, worker, ear, film)
        plain = ear.pictures[0].image
        worker.set_mirror(True)
        qtbot.waitUntil(lambda: len(ear.pictures) == 2)
        mirrored = ear.pictures[1].image
        assert mirrored.pixelColor(120, 5) == plain.pixelColor(5, 5)
        on_the_right = {mirrored.pixelColor(107, y).name() for y in range(50, 75)}
        assert "#009e73" in on_the_right
        assert mirrored != plain.flipped(Qt.Orientation.Horizontal), "the text can be read"
        worker.take_snapshot()
        qtbot.waitUntil(lambda: len(ear.shots) == 1)
        assert np.array_equal(ear.shots[0].plain, film.images[0])
        assert ear.shots[0].faces == engine.faces


class TestSnapshots:
    def test_holds_the_picture_with_and_without_boxes(self, qtbot, worker, ear, film, engine):
        show(qtbot, worker, ear, film, 2)
        worker.take_snapshot()
        qtbot.waitUntil(lambda: len(ear.shots) == 1)
        shot = ear.shots[0]
        assert (shot.kind, shot.source, shot.faces) == ("manual", "fake", engine.faces)
        assert np.array_equal(shot.plain, film.images[1])
        assert not np.array_equal(shot.annotated, shot.plain)
        assert isinstance(shot.taken_at.utcoffset(), timedelta)

    def test_can_be_taken_of_a_paused_picture_and_after_the_end(
        self, qtbot, worker, ear, film, engine
    ):
        show(qtbot, worker, ear, film)
        worker.pause()
        worker.take_snapshot()
        worker.resume()
        film.let(100)
        qtbot.waitUntil(lambda: ENDED in ear.states)
        worker.take_snapshot()
        qtbot.waitUntil(lambda: len(ear.shots) == 2)
        assert np.array_equal(ear.shots[1].plain, film.images[-1])

    def test_shows_no_face_where_privacy_asks(self, qtbot, worker, ear, film, engine, settings):
        face = make_face(box=(44, 20, 84, 60))
        engine.faces = (face,)
        noise = np.random.default_rng(1).integers(0, 255, (96, 128, 3))
        film.images[0][:] = noise
        worker.set_settings(replace(settings, blur_faces=True))
        show(qtbot, worker, ear, film)
        worker.take_snapshot()
        qtbot.waitUntil(lambda: len(ear.shots) == 1)
        shot = ear.shots[0]
        for image in (shot.plain, shot.annotated):
            assert image[30:50, 54:74].std() < 15
        assert np.array_equal(shot.plain[:, :30], film.images[0][:, :30])

    def test_says_so_when_there_is_nothing_to_take(self, qtbot, worker, ear):
        worker.take_snapshot()
        qtbot.waitUntil(lambda: len(ear.failures) == 1)
        assert "no picture" in ear.failures[0]

    def test_a_violation_takes_one_by_itself(
        self, qtbot, worker, ear, engine, settings, monkeypatch
    ):
        film = Film(40, is_live=True, step_s=0.04)
        monkeypatch.setattr(processing, "open_source", lambda _request: film.source)
        engine.faces = (make_face(label=BARE),)
        worker.set_settings(replace(settings, automatic_snapshots=True, violation_after_s=0.5))
        show(qtbot, worker, ear, film, 12)
        assert ear.shots == []
        show(qtbot, worker, ear, film, 20)
        qtbot.waitUntil(lambda: len(ear.shots) == 1)
        assert ear.shots[0].kind == "automatic"
        assert ear.newest.violations == 1
        film.let(100)


class TestRecording:
    def test_holds_the_frames_from_start_to_stop_with_their_times(
        self, qtbot, worker, ear, film, settings
    ):
        show(qtbot, worker, ear, film, 3)
        worker.start_recording()
        qtbot.waitUntil(lambda: len(ear.statuses) == 1)
        show(qtbot, worker, ear, film, 5)
        worker.stop_recording()
        qtbot.waitUntil(lambda: len(ear.recordings) == 1)
        path, problem = ear.recordings[0]
        assert problem == ""
        assert path.parent == Path(settings.recording_folder)
        assert video_times_s(path) == pytest.approx([0, 0.01, 0.02, 0.03, 0.04], abs=0.001)
        assert ear.statuses[0].path == path
        assert ear.statuses[-1] is None

    @pytest.mark.parametrize(
        ("mode", "blur", "has_box", "has_face"),
        [
            ("annotated", False, True, True),
            ("annotated", True, True, False),
            ("plain", False, False, True),
            ("plain", True, False, False),
            ("blurred", False, False, False),
        ],
    )
    def test_shows_what_the_settings_say(
        self, qtbot, worker, ear, film, engine, settings, mode, blur, has_box, has_face
    ):
        engine.faces = (make_face(box=(34, 30, 94, 90)),)
        stripes = np.zeros((96, 128, 3), np.uint8)
        stripes[:, ::8] = stripes[:, 1::8] = stripes[:, 2::8] = stripes[:, 3::8] = 255
        film.images[1][:] = stripes
        worker.set_settings(replace(settings, recording_mode=mode, blur_faces=blur))
        show(qtbot, worker, ear, film)
        worker.start_recording()
        show(qtbot, worker, ear, film)
        worker.stop_recording()
        qtbot.waitUntil(lambda: len(ear.recordings) == 1)
        image = read_video(ear.recordings[0][0])[0].astype(int)
        green = image[..., 1] - image[..., 2]
        assert (green[45:85, 30:40].max() > 60) == has_box
        assert (image[50:70, 56:72].std() > 60) == has_face

    def test_is_finished_when_the_program_ends(self, qtbot, worker, ear, film):
        show(qtbot, worker, ear, film)
        worker.start_recording()
        show(qtbot, worker, ear, film, 4)
        film.let()
        assert worker.shutdown()
        qtbot.waitUntil(lambda: len(ear.recordings) == 1)
        assert len(read_video(ear.recordings[0][0])) >= 4

    def test_ends_with_its_source(self, qtbot, worker, ear, film):
        show(qtbot, worker, ear, film)
        worker.start_recording()
        film.let(100)
        qtbot.waitUntil(lambda: len(ear.recordings) == 1)
        assert len(read_video(ear.recordings[0][0])) == len(film.images) - 1

    def test_outlives_an_outage_and_keeps_its_time(self, qtbot, worker, ear, monkeypatch, settings):
        monkeypatch.setattr(reconnect, "_SECOND_MS", 1)
        back = Film(3, is_live=True)
        wait_for_recording = threading.Event()

        def first_frames():
            first, second = make_frames(2, step_s=0.04, size=(96, 128))
            yield first
            wait_for_recording.wait(PATIENCE_S)
            yield second

        first = FakeSource(first_frames(), is_live=True, at_end=lose)
        sources = [first, back.source]
        monkeypatch.setattr(processing, "open_source", lambda _request: sources.pop(0))
        worker.open_source("camera")
        qtbot.waitUntil(lambda: len(ear.pictures) == 1)
        worker.start_recording()
        qtbot.waitUntil(lambda: len(ear.statuses) == 1)
        wait_for_recording.set()
        qtbot.waitUntil(lambda: ear.states.count(RUNNING) == 2)
        back.let(100)
        qtbot.waitUntil(lambda: len(ear.recordings) == 1)
        times = video_times_s(ear.recordings[0][0])
        assert len(times) == 4
        assert times == sorted(set(times))

    def test_never_overwrites_another_one(self, qtbot, worker, ear, film, settings):
        worker.set_settings(replace(settings, recording_name="film"))
        show(qtbot, worker, ear, film)
        for _ in range(3):
            worker.start_recording()
            show(qtbot, worker, ear, film)
            worker.stop_recording()
        qtbot.waitUntil(lambda: len(ear.recordings) == 3)
        assert [path.name for path, _ in ear.recordings] == [
            "film.mp4", "film-2.mp4", "film-3.mp4",
        ]  # fmt: skip

    def test_goes_to_the_user_s_videos_by_default(
        self, qtbot, worker, ear, film, settings, tmp_path, monkeypatch
    ):
        monkeypatch.setattr(paths, "default_recording_dir", lambda: tmp_path / "Videos" / "Maskapp")
        worker.set_settings(replace(settings, recording_folder=""))
        show(qtbot, worker, ear, film)
        worker.start_recording()
        show(qtbot, worker, ear, film)
        worker.stop_recording()
        qtbot.waitUntil(lambda: len(ear.recordings) == 1)
        assert ear.recordings[0][0].parent == tmp_path / "Videos" / "Maskapp"

    @pytest.mark.parametrize(
        ("setting", "value", "told"),
        [
            ("recording_folder", f"{__file__}/in", Path(__file__).name),  # inside of a file
            ("recording_name", "☃" * 100, "☃"),  # 300 bytes
        ],
    )
    def test_what_the_disk_refuses_is_told_and_the_picture_goes_on(
        self, qtbot, worker, ear, film, settings, setting, value, told
    ):
        worker.set_settings(replace(settings, **{setting: value}))
        show(qtbot, worker, ear, film)
        worker.start_recording()
        qtbot.waitUntil(lambda: len(ear.recordings) == 1)
        path, problem = ear.recordings[0]
        assert path is None
        assert told in problem
        show(qtbot, worker, ear, film)

    def test_needs_a_running_source(self, qtbot, worker, ear):
        worker.start_recording()
        qtbot.waitUntil(lambda: len(ear.failures) == 1)
        assert "nothing to record" in ear.failures[0]
        assert ear.recordings == []

    def test_stopping_without_one_says_nothing(self, qtbot, worker, ear, film):
        worker.stop_recording()
        show(qtbot, worker, ear, film)
        assert ear.recordings == []


class TestDiskSpace:
    @pytest.fixture
    def free(self, monkeypatch) -> dict:
        free = {"bytes": 50 * GB}
        monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(100 * GB, 0, free["bytes"]))
        monkeypatch.setattr("maskapp.gui.worker.recording_control._STATUS_EVERY_MS", 1)
        return free

    def test_warns_below_a_gigabyte(self, qtbot, worker, ear, film, free):
        show(qtbot, worker, ear, film)
        worker.start_recording()
        qtbot.waitUntil(lambda: len(ear.statuses) > 1)
        assert ear.statuses[-1].warning is None
        assert ear.statuses[-1].free_bytes == 50 * GB
        free["bytes"] = GB - 1
        qtbot.waitUntil(lambda: ear.statuses[-1].warning is not None)
        assert "999 MB" in ear.statuses[-1].warning
        assert ear.recordings == []

    def test_stops_before_the_disk_is_full_with_a_whole_file(self, qtbot, worker, ear, film, free):
        show(qtbot, worker, ear, film)
        worker.start_recording()
        show(qtbot, worker, ear, film, 5)
        free["bytes"] = 150_000_000
        qtbot.waitUntil(lambda: len(ear.recordings) == 1)
        path, problem = ear.recordings[0]
        assert "150 MB" in problem
        assert len(read_video(path)) == 5
        show(qtbot, worker, ear, film)

    def test_does_not_start_on_a_full_disk(self, qtbot, worker, ear, film, free, settings):
        free["bytes"] = 150_000_000
        show(qtbot, worker, ear, film)
        worker.start_recording()
        qtbot.waitUntil(lambda: len(ear.recordings) == 1)
        assert ear.recordings[0][0] is None
        assert not list(Path(settings.recording_folder).iterdir())


class TestSettings:
    def test_another_engine_numbers_the_tracks_on(
        self, qtbot, worker, ear, film, settings, monkeypatch
    ):
        loaded = []

        def load(settings, *, stills):
            loaded.append((settings.detection_size_px, stills))
            return FakeEngine((make_face(1), make_face(2)))

        monkeypatch.setattr(processing, "load_engine", load)
        show(qtbot, worker, ear, film)
        worker.set_settings(replace(settings, detection_size_px=640))
        qtbot.waitUntil(lambda: len(loaded) == 2)
        tracks = {row.track for row in ear.newest.faces}
        while 4 not in tracks:
            show(qtbot, worker, ear, film)
            tracks.update(row.track for row in ear.newest.faces)
        assert tracks == {1, 2, 3, 4}
        assert loaded == [(416, False), (640, False)]

    def test_others_leave_the_engine_alone(self, qtbot, worker, ear, film, settings, monkeypatch):
        show(qtbot, worker, ear, film)
        monkeypatch.setattr(processing, "load_engine", None)
        worker.set_settings(replace(settings, violation_after_s=9.0, theme="dark", blur_faces=True))
        show(qtbot, worker, ear, film)
        assert ear.failures == []

    def test_a_network_that_cannot_be_used_leaves_the_old_one(
        self, qtbot, worker, ear, film, monkeypatch
    ):
        def refuse(settings, *, stills):
            raise ModelError(f"The model {settings.model_file} is damaged.")

        show(qtbot, worker, ear, film)
        monkeypatch.setattr(processing, "load_engine", refuse)
        worker.set_model(Path("/nets/x.tflite"))
        qtbot.waitUntil(lambda: len(ear.failures) == 1)
        assert ear.failures == ["The model /nets/x.tflite is damaged."]
        show(qtbot, worker, ear, film)
        assert ear.states[-1] is RUNNING

    def test_a_network_is_checked_without_being_used(self, qtbot, worker, ear, film, monkeypatch):
        def load(settings, *, stills):
            if "bad" in settings.model_file:
                raise ModelError("It is bad.")

        show(qtbot, worker, ear, film)
        monkeypatch.setattr(processing, "load_engine", load)
        worker.check_model("/nets/bad.tflite")
        qtbot.waitUntil(lambda: len(ear.models) == 1)
        worker.check_model("/nets/good.tflite")
        qtbot.waitUntil(lambda: len(ear.models) == 2)
        assert ear.models == [
            ("/nets/bad.tflite", False, "It is bad."),
            ("/nets/good.tflite", True, "The model can be used."),
        ]
        show(qtbot, worker, ear, film)

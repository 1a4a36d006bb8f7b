"""What the worker records."""

import shutil
import threading
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from maskapp import paths
from maskapp.gui.worker.timing import Timing
from maskapp.live.source_request import SourceRequest
from maskapp.records import SourceState
from tests.support.films import Film, read_video, show, video_times_s
from tests.support.worker_fakes import (
    PATIENCE_S,
    FakeSource,
    lose,
    make_face,
    make_frames,
)

RUNNING = SourceState.RUNNING


GB = 1_000_000_000

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def timing() -> Timing:
    return Timing(second_ms=1)


class TestRecording:
    def test_holds_the_frames_from_start_to_stop_with_their_times(
        self, qtbot, worker, ear, film, settings
    ):
        show(qtbot, worker, ear, film, 3)
        worker.start_recording()
        qtbot.waitUntil(lambda: bool(ear.statuses))
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
        worker.use_settings(replace(settings, recording_mode=mode, blur_faces=blur))
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

    def test_outlives_an_outage_and_keeps_its_time(self, qtbot, worker, ear, backend):
        back = Film(3, is_live=True)
        wait_for_recording = threading.Event()

        def first_frames():
            first, second = make_frames(2, step_s=0.04, size=(96, 128))
            yield first
            wait_for_recording.wait(PATIENCE_S)
            yield second

        first = FakeSource(first_frames(), is_live=True, at_end=lose)
        backend.sources["camera"] = [first, back.source]
        worker.open_source(SourceRequest("camera"))
        qtbot.waitUntil(lambda: len(ear.pictures) == 1)
        worker.start_recording()
        qtbot.waitUntil(lambda: bool(ear.statuses))
        wait_for_recording.set()
        qtbot.waitUntil(lambda: ear.states.count(RUNNING) == 2)
        back.let(100)
        qtbot.waitUntil(lambda: len(ear.recordings) == 1)
        times = video_times_s(ear.recordings[0][0])
        assert len(times) == 4
        assert times == sorted(set(times))

    def test_never_overwrites_another_one(self, qtbot, worker, ear, film, settings):
        worker.use_settings(replace(settings, recording_name="film"))
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
        worker.use_settings(replace(settings, recording_folder=""))
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
        worker.use_settings(replace(settings, **{setting: value}))
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
        assert "Nothing to record" in ear.failures[0]
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

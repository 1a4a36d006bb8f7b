"""What snapshots the worker takes."""

from dataclasses import replace
from datetime import timedelta

import numpy as np

from maskapp.records import MaskLabel, SourceState
from tests.support.films import Film, show
from tests.support.worker_fakes import (
    make_face,
)

ENDED = SourceState.ENDED
BARE = MaskLabel.WITHOUT_MASK


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
        worker.use_settings(replace(settings, blur_faces=True))
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
        assert "Nothing to take a snapshot of" in ear.failures[0]

    def test_a_violation_takes_one_by_itself(self, qtbot, worker, ear, engine, settings, backend):
        film = Film(40, is_live=True, step_s=0.04)
        backend.sources["film"] = film.source
        engine.faces = (make_face(label=BARE),)
        worker.use_settings(replace(settings, automatic_snapshots=True, violation_after_s=0.5))
        show(qtbot, worker, ear, film, 12)
        assert ear.shots == []
        show(qtbot, worker, ear, film, 20)
        qtbot.waitUntil(lambda: len(ear.shots) == 1)
        assert ear.shots[0].kind == "automatic"
        assert ear.newest.violations == 1
        film.let(100)

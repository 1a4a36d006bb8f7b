"""What the worker draws for the window."""

import numpy as np
from PySide6.QtCore import Qt

from maskapp.live.preview_size import PreviewSize
from maskapp.live.source_request import SourceRequest
from maskapp.records import SourceState
from maskapp.settings import Settings
from tests.support.films import show
from tests.support.worker_fakes import (
    FakeSource,
    live,
    make_face,
    make_frames,
)

ENDED = SourceState.ENDED


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
        worker.use_settings(Settings(mirror=True))
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


class TestPreviewSize:
    """The picture of the window has the pixels of the screen, all else those of the source."""

    def test_a_small_picture_is_drawn_for_the_screen(self, qtbot, worker, ear, sources, hang):
        sources["camera"] = live(hang)
        worker.set_preview_size(PreviewSize(128, 96, is_fit=True))
        worker.open_source(SourceRequest("camera"))
        qtbot.waitUntil(lambda: len(ear.pictures) == 1)
        assert ear.pictures[0].image.size().toTuple() == (128, 96)
        assert ear.pictures[0].size == (32, 24)
        worker.take_snapshot()
        qtbot.waitUntil(lambda: len(ear.shots) == 1)
        assert ear.shots[0].annotated.shape == ear.shots[0].plain.shape == (24, 32, 3)

    def test_boxes_are_where_they_belong_and_sharp(self, qtbot, worker, ear, sources, engine, hang):
        engine.faces = (make_face(box=(4, 12, 12, 20)),)
        sources["camera"] = live(hang)
        worker.set_preview_size(PreviewSize(320, 240, is_fit=True))
        worker.open_source(SourceRequest("camera"))
        qtbot.waitUntil(lambda: len(ear.pictures) == 1)
        row = [ear.pictures[0].image.pixelColor(x, 160).lightness() for x in range(320)]
        marked = [x for x, lightness in enumerate(row) if lightness > 30]
        assert marked == [40, 119]  # lines of one pixel, at ten times their places
        worker.use_settings(Settings(mirror=True))
        worker.pause()
        qtbot.waitUntil(lambda: len(ear.pictures) == 2)
        row = [ear.pictures[1].image.pixelColor(x, 160).lightness() for x in range(320)]
        assert [x for x, lightness in enumerate(row) if lightness > 30] == [200, 279]

    def test_a_picture_that_stays_is_drawn_again(self, qtbot, worker, ear, sources):
        sources["picture"] = FakeSource(make_frames(1))
        worker.open_source(SourceRequest("picture"))
        qtbot.waitUntil(lambda: ENDED in ear.states and len(ear.pictures) == 1)
        worker.set_preview_size(PreviewSize(64, 64, is_fit=True))
        qtbot.waitUntil(lambda: len(ear.pictures) == 2)
        assert ear.pictures[1].image.size().toTuple() == (64, 48)
        worker.set_preview_size(PreviewSize(64, 64, is_fit=False))
        qtbot.waitUntil(lambda: len(ear.pictures) == 3)
        assert ear.pictures[2].image.size().toTuple() == (32, 24)

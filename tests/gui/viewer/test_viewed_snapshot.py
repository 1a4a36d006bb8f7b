import numpy as np
from PySide6.QtCore import QSize

from maskapp.files.picture_files import encode_picture
from maskapp.gui.viewer.viewed_snapshot import SnapshotReading, read_image
from maskapp.records import MaskLabel
from tests.support.snapshots import make_snapshot


def test_a_huge_picture_is_read_with_fewer_pixels(tmp_path):
    path = tmp_path / "huge.jpg"
    path.write_bytes(encode_picture(np.zeros((7000, 9000, 3), np.uint8), path, jpeg_quality=50))
    image, whole = read_image(path)
    assert whole == QSize(9000, 7000)
    assert 20_000_000 < image.width() * image.height() <= 41_000_000


def test_a_missing_picture_is_a_null_image(tmp_path):
    image, whole = read_image(tmp_path / "none.jpg")
    assert image.isNull()
    assert not whole.isValid()


def test_only_the_latest_request_is_read(desk_of, qtbot):
    desk = desk_of(*(make_snapshot(MaskLabel.WITH_MASK) for _ in range(5)))
    reading = SnapshotReading(desk.panel.commands.log_thread, desk.parent)
    done = []
    reading.done.connect(done.append)
    blocked = []
    desk.panel.commands.log_thread.use(lambda _logs: blocked or [])
    for snapshot_id in desk.ids:
        reading.request(snapshot_id, has_boxes=True)
    qtbot.waitUntil(lambda: any(viewed.id == desk.ids[-1] for viewed in done))
    assert done[-1].image.width() == 160
    reading.request(10**9, has_boxes=False)
    qtbot.waitUntil(lambda: done[-1].id == 10**9)
    assert done[-1].snapshot is None

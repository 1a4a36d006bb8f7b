from prometheus_client.parser import text_string_to_metric_families

from maskapp.web.metrics import metrics_text
from maskapp.web.watch.board import Board

STATE = {
    "version": "1.2.3",
    "source": {"state": "running"},
    "picture": {"age_ms": 60},
    "counts": {"with_mask": 2, "without_mask": 1, "incorrect_mask": 0, "uncertain": 0},
    "violations": 1,
    "people_followed": 14,
    "masked_share": None,
    "rates": {"source_fps": 30.0, "processing_fps": 28.5, "latency_ms": 31.0, "dropped": 4},
}


def figures(board: Board) -> dict[tuple[str, str], float]:
    text = metrics_text(board, {"pictures": 2}, {429: 3}).decode()
    return {
        (sample.name, ",".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_figures_have_their_units_and_labels() -> None:
    board = Board()
    board.state.put(STATE)
    board.frames = 500
    found = figures(board)
    assert found["maskapp_source_up", ""] == 1
    assert found["maskapp_people_in_view", "without_mask"] == 1
    assert found["maskapp_people_followed_total", ""] == 14
    assert found["maskapp_violations_in_view", ""] == 1
    assert found["maskapp_frames_processed_total", ""] == 500
    assert found["maskapp_frames_dropped_total", ""] == 4
    assert found["maskapp_processed_frames_per_second", ""] == 28.5
    assert found["maskapp_latency_seconds", ""] == 0.031
    assert found["maskapp_streams_open", "pictures"] == 2
    assert found["maskapp_requests_refused_total", "429"] == 3
    assert found["maskapp_build_info", "1.2.3"] == 1
    assert ("maskapp_masked_ratio", "") not in found


def test_a_lost_source_has_nobody_in_view_and_no_rates() -> None:
    board = Board()
    board.state.put({**STATE, "source": {"state": "lost"}})
    found = figures(board)
    assert found["maskapp_source_up", ""] == 0
    assert found["maskapp_people_in_view", "with_mask"] == 0
    assert ("maskapp_latency_seconds", "") not in found
    assert found["maskapp_violations_in_view", ""] == 0


def test_a_violation_counts_once_when_it_begins() -> None:
    board = Board()
    for ended in (None, None, "left"):
        board.tell({"ended": ended})
    assert figures(board)["maskapp_violations_total", ""] == 2


def test_before_anything_is_known_the_server_has_figures() -> None:
    assert figures(Board())["maskapp_frames_processed_total", ""] == 0

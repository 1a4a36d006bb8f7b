"""The state as figures for Prometheus, which gathers those of many machines."""

from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from maskapp.records import SourceState
from maskapp.web.watch.board import Board, JsonObject

CONTENT_TYPE = CONTENT_TYPE_LATEST


def metrics_text(board: Board, viewers: Mapping[str, int], refused: Mapping[int, int]) -> bytes:
    """Return the figures in Prometheus' text format.

    Figures that are not known, since nothing is watched, are left out.

    Args:
        board: What viewers see.
        viewers: Open streams by kind.
        refused: Refused requests by HTTP status.
    """
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(board, viewers, refused))
    return generate_latest(registry)


class _Figures(Collector):
    """The figures of one moment."""

    def __init__(
        self, board: Board, viewers: Mapping[str, int], refused: Mapping[int, int]
    ) -> None:
        self._board = board
        self._viewers = viewers
        self._refused = refused

    def collect(self) -> Iterator[Metric]:
        """Override `Collector.collect`: the figures."""
        state = self._board.state.value
        if state:  # else the watcher has only just started
            yield _by(
                "build_info", "Version of Maskapp; always 1.", "version", {state["version"]: 1}
            )
            is_up = state["source"]["state"] == SourceState.RUNNING.value
            yield _gauge("source_up", "Whether the source is running (1) or not (0).", is_up)
            yield from _in_view(state, is_up=is_up)
            yield from _of_the_session(state)
            if is_up:
                yield from _speeds(state)
        board = self._board
        yield _counter("frames_processed", "Frames processed since the start.", board.frames)
        yield _counter("violations", "Violations that began since the start.", board.violations)
        yield _by("streams_open", "Open streams of viewers by kind.", "kind", self._viewers)
        refused = CounterMetricFamily(
            "maskapp_requests_refused", "Refused requests by HTTP status.", labels=["status"]
        )
        for status, count in sorted(self._refused.items()):
            refused.add_metric([str(status)], count)
        yield refused


def _in_view(state: JsonObject, *, is_up: bool) -> Iterator[Metric]:
    counts = {label: count if is_up else 0 for label, count in state["counts"].items()}
    yield _by("people_in_view", "People in view by label.", "label", counts)
    violations = state["violations"] if is_up else 0
    yield _gauge("violations_in_view", "People in view who are violations.", violations)


def _of_the_session(state: JsonObject) -> Iterator[Metric]:
    followed = state["people_followed"]
    yield _counter("people_followed", "People followed since the source was opened.", followed)
    dropped = state["rates"]["dropped"]
    words = "Frames that were not read in time since the source was opened."
    yield _counter("frames_dropped", words, dropped)


def _speeds(state: JsonObject) -> Iterator[Metric]:
    rates = state["rates"]
    latency_s = _seconds(rates["latency_ms"])
    age_s = _seconds(state["picture"]["age_ms"])
    for name, words, value in (
        ("source_frames_per_second", "Frames per second of the source.", rates["source_fps"]),
        ("processed_frames_per_second", "Frames processed per second.", rates["processing_fps"]),
        ("latency_seconds", "Time from a frame's arrival until it is shown.", latency_s),
        ("picture_age_seconds", "Age of the newest picture.", age_s),
        ("masked_ratio", "Share of people followed who wore a mask.", state["masked_share"]),
    ):
        if value is not None:
            yield _gauge(name, words, value)


def _by(name: str, words: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(f"maskapp_{name}", words, labels=[label])
    for text, value in values.items():
        family.add_metric([text], value)
    return family


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"maskapp_{name}", words, value)


def _counter(name: str, words: str, value: float) -> Metric:
    return CounterMetricFamily(f"maskapp_{name}", words, value)


def _seconds(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000

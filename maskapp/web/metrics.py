"""The state as figures for Prometheus, which gathers those of many machines."""

from collections.abc import Iterator, Mapping
from typing import Any

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from maskapp.records import SourceState

CONTENT_TYPE = CONTENT_TYPE_LATEST


def metrics_text(
    state: Mapping[str, Any], viewers: Mapping[str, int], refused: Mapping[int, int]
) -> bytes:
    """Return the figures in Prometheus' text format.

    Figures that are not known, since nothing is watched, are left out.

    Args:
        state: As `/api/state` answers it.
        viewers: Open streams by kind.
        refused: Refused requests by HTTP status.
    """
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(state, viewers, refused))
    return generate_latest(registry)


class _Figures(Collector):
    """The figures of one moment."""

    def __init__(
        self, state: Mapping[str, Any], viewers: Mapping[str, int], refused: Mapping[int, int]
    ) -> None:
        self._state = state
        self._viewers = viewers
        self._refused = refused

    def describe(self) -> Iterator[Metric]:
        yield from ()

    def collect(self) -> Iterator[Metric]:
        yield _info(self._state)
        yield from self._of_the_source()
        yield from self._of_the_server()

    def _of_the_source(self) -> Iterator[Metric]:
        state = self._state
        source = state["source"]
        is_up = source["state"] == SourceState.RUNNING.value
        yield _gauge("source_up", "Whether the source is running (1) or not (0).", is_up)
        people = GaugeMetricFamily(
            "maskapp_people_in_view", "People in view by label.", labels=["label"]
        )
        for label, count in state["counts"].items():
            people.add_metric([label], count if is_up else 0)
        yield people
        yield _counter(
            "people_followed",
            "People followed since the source was opened.",
            state["people_followed"],
        )
        yield _counter("violations", "Violations since the source was opened.", state["violations"])
        rates = state["rates"]
        yield _counter(
            "frames_dropped",
            "Frames that nobody read in time, since the source was opened.",
            rates["dropped"],
        )
        for name, words, value in (
            ("source_frames_per_second", "Frames per second of the source.", rates["source_fps"]),
            (
                "processed_frames_per_second",
                "Frames per second that are processed.",
                rates["processing_fps"],
            ),
            (
                "latency_seconds",
                "Time from a frame's arrival until it is shown.",
                _seconds(rates["latency_ms"]),
            ),
            (
                "picture_age_seconds",
                "Age of the newest picture.",
                _seconds(state["picture"]["age_ms"]),
            ),
            (
                "masked_ratio",
                "Share of the people followed who wore a mask.",
                state["masked_share"],
            ),
        ):
            if is_up and value is not None:
                yield _gauge(name, words, value)

    def _of_the_server(self) -> Iterator[Metric]:
        streams = GaugeMetricFamily(
            "maskapp_streams_open", "Open streams of viewers by kind.", labels=["kind"]
        )
        for kind, count in self._viewers.items():
            streams.add_metric([kind], count)
        yield streams
        refused = CounterMetricFamily(
            "maskapp_requests_refused", "Refused requests by HTTP status.", labels=["status"]
        )
        for status, count in sorted(self._refused.items()):
            refused.add_metric([str(status)], count)
        yield refused


def _info(state: Mapping[str, Any]) -> Metric:
    info = GaugeMetricFamily(
        "maskapp_build_info", "Version of Maskapp; always 1.", labels=["version"]
    )
    info.add_metric([state["version"]], 1)
    return info


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"maskapp_{name}", words, value)


def _counter(name: str, words: str, value: float) -> Metric:
    return CounterMetricFamily(f"maskapp_{name}", words, value)


def _seconds(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000

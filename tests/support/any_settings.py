"""Hypothesis strategies for settings within their limits."""

from typing import Any

from hypothesis import strategies as st

from maskapp.settings.alarm import WEEKDAYS
from maskapp.settings.settings import LIMITS, Settings, problem_with

_paths = st.text(max_size=8).map(lambda text: f"/{text}") | st.just("/\udcff/clips")
_times = st.times().map(lambda time: f"{time:%H:%M}")
_texts: dict[str, st.SearchStrategy[str]] = {
    "alarm_hours": st.tuples(_times, _times).map("-".join),
    "alarm_days": st.lists(st.sampled_from(WEEKDAYS), unique=True).map("  ".join),
    "recording_name": st.sampled_from(["{date} {time}", "door", "{time}-ü"]),
    "webhook_url": st.sampled_from(["http://hall", "https://hall:8443/door?to=1"]),
    "mqtt_host": st.sampled_from(["hall", "192.0.2.7", "2001:db8::7%eth0"]),
    "mqtt_client_id": st.text("aZ9_-", max_size=64),
}
"""The settings whose form arbitrary text hardly ever has."""


def _values(name: str) -> st.SearchStrategy[Any]:
    """Return the values that a setting can have, its limits and its default among them."""
    limits, default = LIMITS[name], getattr(Settings(), name)
    if isinstance(default, bool):
        return st.booleans()
    if "choices" in limits:
        return st.sampled_from(limits["choices"])
    if "problem" in limits:
        texts = _texts.get(name, _paths | st.text(max_size=8))
        return texts.map(lambda text: default if problem_with(name, text) else text)
    least, most = limits["least"], limits["most"]
    usual = st.sampled_from([default, least, most])
    if name == "mqtt_port":
        usual |= st.sampled_from([1883, 8883])
    if isinstance(default, int):
        return usual | st.integers(least, most)
    return usual | st.floats(least, most)


any_settings = st.builds(Settings, **{name: _values(name) for name in LIMITS})
"""Settings that the program accepts."""

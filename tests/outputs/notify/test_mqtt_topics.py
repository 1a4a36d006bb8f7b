"""What Home Assistant finds."""

import json

import jinja2

from maskapp.outputs.notify.mqtt_topics import Topics, discovery_messages
from maskapp.outputs.notify.view_state import ViewState

TOPICS = Topics("door")


def values(state: dict, event: dict) -> dict[str, str]:
    """Evaluate each template as Home Assistant does, by Jinja."""
    found = {}
    for topic, payload in discovery_messages("ha", TOPICS).items():
        config = json.loads(payload)
        content = event if config["state_topic"] == TOPICS.last_event else state
        template = jinja2.Template(config["value_template"])
        found[topic.split("/")[3]] = template.render(value_json=content)
    return found


def test_the_templates_find_the_values():
    state = ViewState(True, 4, 2, 1, has_violation=True).as_json()
    event = {"event": {"label": "without_mask", "ended": "put_on"}}
    assert values(state, event) == {
        "people": "4",
        "without_mask": "2",
        "worn_wrong": "1",
        "violation": "ON",
        "last_event": "without mask, put on",
    }
    assert values(ViewState(True).as_json(), {"event": {"label": "x", "ended": None}}) == {
        "people": "0",
        "without_mask": "0",
        "worn_wrong": "0",
        "violation": "OFF",
        "last_event": "x",
    }


def test_figures_are_unavailable_while_nothing_is_watched():
    payload = discovery_messages("ha", TOPICS)["ha/sensor/door/people/config"]
    template = jinja2.Template(json.loads(payload)["availability"][1]["value_template"])
    assert template.render(value_json=ViewState().as_json()) == "offline"
    assert template.render(value_json=ViewState(True).as_json()) == "online"


def test_no_prefix_no_messages():
    assert discovery_messages("", TOPICS) == {}

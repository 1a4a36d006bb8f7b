"""Whatever a settings file holds, and whatever is set: it is used as it is, or refused in words."""

import json
import os
from dataclasses import asdict, replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from maskapp.errors import SettingsError
from maskapp.settings.settings import LIMITS, Settings, problem_with
from maskapp.settings.settings_file import load_settings, save_settings
from tests.support.messages import check_message

few = settings(max_examples=60)
names = st.sampled_from(sorted(LIMITS))
texts = st.text() | st.text().map(lambda text: f"/{text}") | st.sampled_from(["dark", "plain"])
numbers = st.floats() | st.integers() | st.integers(0, 100) | st.floats(0, 1)
plain_values = st.none() | st.booleans() | numbers | texts
values = st.recursive(plain_values, lambda inner: st.lists(inner) | st.dictionaries(texts, inner))


@few
@given(st.dictionaries(names, plain_values, max_size=6))
@example({"model_file": "/\ud83d\ude37"})
@example({"recording_name": "\ud83d\ude37"})
def test_what_is_set_comes_back_or_is_refused(tmp_path_factory, changes):
    file = tmp_path_factory.mktemp("set") / "settings.json"
    changed = replace(Settings(), **changes)
    if any(problem_with(name, value) for name, value in changes.items()):
        try:
            save_settings(changed, file)
        except SettingsError as error:
            check_message(error)
            assert not file.exists()
            return
        raise AssertionError("a value beyond its limits was saved")
    save_settings(changed, file)
    assert load_settings(file) == (changed, [])


@few
@given(st.dictionaries(names | st.text(), values, max_size=6))
def test_any_json_gives_settings_within_their_limits(tmp_path_factory, content):
    file = tmp_path_factory.mktemp("read") / "settings.json"
    file.write_text(json.dumps(content))
    loaded, notices = load_settings(file)
    assert not [name for name, value in asdict(loaded).items() if problem_with(name, value)]
    used = {name for name in content if name in LIMITS and not problem_with(name, content[name])}
    assert len(notices) == len(content) - len(used)
    assert all(notice.isprintable() and len(notice) < 400 for notice in notices)


@few
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: os.fsencode(ascii(text))))
@example(b"9" * 5000)
@example(b"[" * 5000)
@example(b'{"smoothing_s": 1e999, "retention_mb": -0, "theme": ["dark"]}')
def test_any_bytes_give_settings(tmp_path_factory, content):
    file = tmp_path_factory.mktemp("bytes") / "settings.json"
    file.write_bytes(content)
    loaded, notices = load_settings(file)
    assert loaded == Settings()
    assert len(notices) >= 1
    assert file.read_bytes() == content

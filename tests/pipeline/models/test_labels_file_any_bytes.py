"""Whatever stands beside a model as its labels or its spec: it is read, or refused in a line."""

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from maskapp.errors import ModelError
from maskapp.pipeline.model_spec import complete_spec, stated_spec
from maskapp.pipeline.models.labels_file import read_labels
from maskapp.records import CLASS_LABELS
from tests.support.messages import check_message

few = settings(max_examples=60)
words = st.sampled_from(["with_mask", "No Mask", "0 Mask", "1: bare", "incorrect_mask", ""])
lines = st.lists(words | st.text(max_size=30), max_size=5).map("\n".join)
entries = st.sampled_from(
    ["labels", "crop_margin", "crop_shift_down", "input_range", "input_size_px"]
)
numbers = st.floats() | st.integers() | st.integers(8, 200) | st.floats(0, 1)
plain = st.none() | st.booleans() | numbers | words | st.text(max_size=20)
values = plain | st.lists(plain, max_size=4) | st.lists(st.lists(plain, max_size=2), max_size=2)


@few
@given(st.binary(max_size=200) | lines.map(lambda text: text.encode(errors="replace")))
def test_any_labels_file_is_read_or_refused(tmp_path_factory, content):
    file = tmp_path_factory.mktemp("labels") / "labels.txt"
    file.write_bytes(content)
    try:
        labels = read_labels(file)
    except ModelError as error:
        check_message(error, len(str(file)) + 400)
    else:
        assert len(labels) in (2, 3)
        assert len(set(labels)) == len(labels)
        assert set(labels) <= set(CLASS_LABELS)


@few
@given(st.dictionaries(entries | st.text(max_size=10), values, max_size=3), st.integers(1, 4))
@example({"labels": ["uncertain", "mask"]}, 2)
@example({"input_range": [0, float("inf")]}, 2)
@example({"crop_margin": 10**400}, 3)
def test_any_spec_is_read_or_refused(tmp_path_factory, content, n_outputs):
    model = tmp_path_factory.mktemp("spec") / "network.tflite"
    model.with_suffix(".json").write_text(json.dumps(content))
    try:
        spec = complete_spec(stated_spec(model), {}, n_outputs, model)
    except ModelError as error:
        check_message(error, 2 * len(str(model)) + 400)
    else:
        assert len(spec.labels) == max(n_outputs, 2)
        assert set(spec.labels) <= set(CLASS_LABELS)
        assert spec.input_range[0] < spec.input_range[1]
        assert 0 <= spec.crop_margin <= 2

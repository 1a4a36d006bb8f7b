"""Whatever is typed as a source: it is refused in a line, without what may be a password."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from maskapp.errors import SourceError
from maskapp.pipeline.sources.source import open_source
from tests.support.messages import check_message

letters = st.characters() | st.sampled_from("/\\.:@?#~ \0\n")
schemes = st.from_regex(r"[A-Za-z][A-Za-z0-9+.-]{1,8}", fullmatch=True)


def is_tried(text: str) -> bool:
    """Return whether the text is a camera, or an address that would be looked up."""
    return bool(re.fullmatch(r"\d{1,4}|demo|\s*(https?|rtsp)://.*", text, re.I | re.S))


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(letters, max_size=300).filter(lambda text: not is_tried(text)))
@example("x" * 300)
@example("/" * 5000)
@example("٣")
@example("\ud800")
def test_any_name_of_nothing_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(tmp_path)
        try:
            open_source(text).close()
        except SourceError as error:
            check_message(error)
        else:
            assert Path(text).exists()


@settings(max_examples=60)
@given(schemes, st.text(st.sampled_from("abc[]:%"), max_size=10))
def test_any_other_scheme_is_refused_without_its_password(scheme: str, text: str) -> None:
    if scheme.lower() in ("http", "https", "rtsp"):
        return
    with pytest.raises(SourceError, match="an address must begin with") as raised:
        open_source(f"{scheme}://me:{text}hunter2@hall/1")
    assert "hunter2" not in str(raised.value)

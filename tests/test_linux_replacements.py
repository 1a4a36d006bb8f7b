"""Libraries of the Linux packages that take the place of larger ones."""

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support.c_libraries import compiled, needs_compiler

pytestmark = needs_compiler

SORT = """
import functools
from PySide6.QtCore import QCollator, QDateTime, QLocale, QTimeZone
words = ["zebra", "Äpfel", "Öl", "ol", "Zug", "file10", "file9", "ñandú", "nube", "中", "я"]
moment = QDateTime.fromSecsSinceEpoch(1_790_000_000, QTimeZone(b"Europe/Berlin"))
for name in ("C", "de_DE", "sv_SE", "es_ES", "zh_CN", "tr_TR"):
    locale = QLocale(name)
    collator = QCollator(locale)
    collator.setNumericMode(True)
    print(sorted(words, key=functools.cmp_to_key(collator.compare)), locale.toUpper("istanbul"))
    print(ascii(locale.toString(moment, QLocale.FormatType.LongFormat)))
"""


def test_a_replacement_without_a_function_that_is_called_is_noticed(tmp_path: Path) -> None:
    from linux.replacements import missing_symbols

    original = compiled(tmp_path / "libbig.so", "int a(void){return 1;} int b(void){return 2;}")
    (tmp_path / "new").mkdir()
    whole = compiled(tmp_path / "new" / "libbig.so", "int a(void){return 0;}")
    user = compiled(tmp_path / "libuser.so", "int a(void); int c(void){return a();}", original)
    stranger = compiled(tmp_path / "libother.so", "int b(void); int d(void){return b();}")
    assert missing_symbols(user, original, whole) == set()
    assert missing_symbols(stranger, original, whole) == set()  # it takes b from elsewhere
    hollow = compiled(tmp_path / "new" / "libhollow.so", "")
    assert missing_symbols(user, original, hollow) == {"a"}


@pytest.mark.parametrize("file", ["no_svt_av1.c", "no_x265.c"])
def test_the_encoders_that_are_left_out_refuse_to_begin(tmp_path: Path, file: str) -> None:
    import ctypes

    from linux import replacements

    source = (Path(replacements.__file__).parent / file).read_text(encoding="utf-8")
    library = ctypes.CDLL(str(compiled(tmp_path / "lib.so", source, "-DX265_BUILD=216")))
    if file == "no_x265.c":
        library.x265_api_get_216.restype = ctypes.c_void_p
        assert library.x265_api_get_216(8) is None
    else:
        assert library.svt_av1_enc_init_handle() != 0


@pytest.mark.parametrize(
    ("item", "stays"),
    [
        *((name, True) for name in ("root.res", "coll/de.res", "coll/ucadata.icu", "zone/sv.res")),
        *((name, True) for name in ("cnvalias.icu", "zoneinfo64.res", "de.res", "nfkc.nrm")),
        *((name, False) for name in ("gb18030.cnv", "brkitr/thaidict.dict", "translit/root.res")),
        *((name, False) for name in ("curr/de.res", "unit/en.res", "unames.icu")),
    ],
)
def test_what_of_icu_is_used(item: str, stays: bool) -> None:
    from linux.icu_data import is_used

    assert is_used(item) == stays


@pytest.mark.skipif(
    shutil.which("icupkg", path="/usr/bin:/usr/sbin:/sbin") is None, reason="needs icu-devtools"
)
def test_qt_sorts_and_names_time_zones_as_before_with_less_data(tmp_path: Path) -> None:
    from linux.icu_data import make_small_icu_data

    origin = find_spec("PySide6").origin
    [library] = (Path(origin).parent / "Qt" / "lib").glob("libicudata.so.*")
    small = tmp_path / library.name
    make_small_icu_data(library, small)
    assert small.stat().st_size < 0.4 * library.stat().st_size
    command, said = [sys.executable, "-c", SORT], []
    for environment in ({}, {"LD_LIBRARY_PATH": str(tmp_path)}):
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=True,
            env={**environment, "LANG": "C.UTF-8"},
        )
        assert not done.stderr
        said.append(done.stdout)
    assert said[0] == said[1]
    assert "Äpfel" in said[0]
    with pytest.raises(SystemExit, match="holds no data of ICU"):
        make_small_icu_data(compiled(tmp_path / "libempty.so", "int nothing;"), small)

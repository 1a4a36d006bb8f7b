"""What the Linux packages leave out of what Python packages bring, by libraries made here."""

import ctypes
import platform
import struct
from pathlib import Path

from tests.support.c_libraries import compiled, needs_compiler

pytestmark = needs_compiler


def slimmed(
    *entries: tuple[str, Path, str], work: Path, replaced: dict[str, Path] | None = None
) -> dict[str, tuple[str, str]]:
    """Return source and kind of what is kept, by destination."""
    from linux.slimming import slim

    given = [(name, str(source), kind) for name, source, kind in entries]
    return {name: (source, kind) for name, source, kind in slim(given, replaced or {}, work)}


def test_a_library_that_nothing_leads_to_goes_and_what_leads_to_others_stays(
    tmp_path: Path,
) -> None:
    deep = compiled(tmp_path / "libdeep.so", "int deep(void){return 1;}")
    used = compiled(tmp_path / "libused.so", "int used(void){return 1;}", deep)
    lonely = compiled(tmp_path / "liblonely.so", "int lonely(void){return 1;}", deep)
    module = compiled(tmp_path / "module.so", "int init(void){return 1;}", used)
    kept = slimmed(
        ("package/module.so", module, "EXTENSION"),
        ("package.libs/libused.so", used, "BINARY"),
        ("package.libs/libdeep.so", deep, "BINARY"),
        ("package.libs/liblonely.so", lonely, "BINARY"),
        ("package/plugins/libplugin.so", lonely, "BINARY"),  # loaded by its name
        ("libpython3.11.so.1.0", lonely, "BINARY"),
        work=tmp_path / "work",
    )
    assert {*kept} == {
        *("package/module.so", "package.libs/libused.so", "package.libs/libdeep.so"),
        *("package/plugins/libplugin.so", "libpython3.11.so.1.0"),
    }


def test_what_debian_brings_is_left_to_debian_but_for_python(tmp_path: Path) -> None:
    system = Path(f"/lib/{platform.machine()}-linux-gnu/libz.so.1")
    module = compiled(tmp_path / "module.so", "", system)
    kept = slimmed(
        ("package/module.so", module, "EXTENSION"),
        ("libz.so.1", system, "BINARY"),
        ("libpython3.11.so.1.0", system, "BINARY"),
        ("python3.11/lib-dynload/zlib.so", system, "EXTENSION"),
        work=tmp_path / "work",
    )
    python = {"libpython3.11.so.1.0", "python3.11/lib-dynload/zlib.so"}
    assert {*kept} == {"package/module.so"} | python


def test_of_two_copies_the_newer_stays_and_the_other_becomes_a_link_to_it(tmp_path: Path) -> None:
    source = "int codec_version(void){return 1;}"
    older = compiled(tmp_path / "libcodec-0a1b2c3d.so.62.3.100", source)
    newer = compiled(tmp_path / "libcodec-4e5f6071-8a9b0c1d.so.62.28.102", source)
    other = compiled(tmp_path / "libcodec-77777777.so.61.99.0", source)  # of another interface
    copies = (older, newer, other)
    kept = slimmed(
        *(
            (f"a/{n}.so", compiled(tmp_path / f"{n}.so", "", copies[n]), "EXTENSION")
            for n in range(3)
        ),
        (f"opencv.libs/{older.name}", older, "BINARY"),
        (f"av.libs/{newer.name}", newer, "BINARY"),
        (f"av.libs/{other.name}", other, "BINARY"),
        work=tmp_path / "work",
    )
    assert kept[f"opencv.libs/{older.name}"] == (f"../av.libs/{newer.name}", "SYMLINK")
    assert kept[f"av.libs/{newer.name}"][1] == kept[f"av.libs/{other.name}"][1] == "BINARY"


def test_of_equal_copies_that_of_opencv_goes(tmp_path: Path) -> None:
    library = compiled(tmp_path / "libcodec-0a1b2c3d.so.62.3.100", "")
    for package in ("opencv_x", "zebra"):
        compiled(tmp_path / f"{package}.so", "", library)
    kept = slimmed(
        *((f"a/{n}.so", tmp_path / f"{n}.so", "EXTENSION") for n in ("opencv_x", "zebra")),
        (f"opencv_x.libs/{library.name}", library, "BINARY"),
        (f"zebra.libs/{library.name}", library, "BINARY"),
        work=tmp_path / "work",
    )
    assert kept[f"opencv_x.libs/{library.name}"] == (f"../zebra.libs/{library.name}", "SYMLINK")


def test_a_replacement_is_shipped_under_the_name_of_what_it_replaces(tmp_path: Path) -> None:
    big = compiled(tmp_path / "libbig.so", "int big(void){return 1;}")
    small = compiled(tmp_path / "new" / "libbig.so", "int big(void){return 7;}")
    module = compiled(tmp_path / "module.so", "", big)
    kept = slimmed(
        ("package/module.so", module, "EXTENSION"),
        ("package.libs/libbig.so", big, "BINARY"),
        work=tmp_path / "work",
        replaced={"libbig.so": small},
    )
    assert ctypes.CDLL(kept["package.libs/libbig.so"][0]).big() == 7


def test_symbols_for_debuggers_go_and_the_library_still_works(tmp_path: Path) -> None:
    from linux.stripping import stripped

    source = compiled(
        tmp_path / "liba.so", "static int two(void){return 2;} int a(void){return two();}"
    )
    source.chmod(0o750)
    target = stripped(source, tmp_path / "work" / "deep" / "liba.so")
    assert target == tmp_path / "work" / "deep" / "liba.so"
    assert target.stat().st_size < source.stat().st_size
    assert target.stat().st_mode == source.stat().st_mode
    assert ctypes.CDLL(str(target)).a() == 2


def test_a_file_that_stripping_breaks_is_shipped_as_it_is(tmp_path: Path, monkeypatch) -> None:
    from linux import stripping

    source = compiled(tmp_path / "liba.so", "int a(void){return 2;}")
    moved = patch_first_segment(source, tmp_path / "moved.so")
    assert stripping._can_be_loaded(source)
    assert not stripping._can_be_loaded(moved)
    monkeypatch.setattr(stripping, "_can_be_loaded", lambda _file: False)
    target = tmp_path / "work" / "liba.so"
    assert stripping.stripped(source, target) == source
    assert not target.exists()


def patch_first_segment(library: Path, target: Path) -> Path:
    """Write a copy whose first segment begins elsewhere in the file than in its page in memory."""
    content = bytearray(library.read_bytes())
    (table,) = struct.unpack_from("<Q", content, 32)  # e_phoff of ELF64
    (kind,) = struct.unpack_from("<I", content, table)
    assert kind == 1, "the first segment is loaded"
    struct.pack_into("<Q", content, table + 16, 64)  # p_vaddr
    target.write_bytes(content)
    return target

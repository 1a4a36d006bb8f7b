"""The libraries of the packages are named with their licences, on each system.

The names are those of the wheels of October 2026; hashes in them are shortened.
"""

from pathlib import Path

import pytest
from frozen.licences import native_libraries, networks

MODELS = Path(__file__).parents[1] / "models"
WINDOWS = {
    "av.libs": """
    avcodec-63-0a1b2c.dll avdevice-63-0a1b2c.dll avfilter-12-0a1b2c.dll avformat-63-0a1b2c.dll
    avutil-61-0a1b2c.dll libSvtAv1Enc-0a1b2c.dll libdav1d-0a1b2c.dll libgcc_s_seh-1-0a1b2c.dll
    libiconv-2-0a1b2c.dll libopus-0-0a1b2c.dll libsharpyuv-0a1b2c.dll libstdc++-6-0a1b2c.dll
    libvmaf-0a1b2c.dll libvpl-0a1b2c.dll libvpx-1-0a1b2c.dll libwebp-0a1b2c.dll
    libwebpmux-0a1b2c.dll libwinpthread-1-0a1b2c.dll libx264-165-0a1b2c.dll libx265-0a1b2c.dll
    swresample-7-0a1b2c.dll swscale-10-0a1b2c.dll zlib1-0a1b2c.dll
    """,
    "numpy.libs": "libscipy_openblas64_-0a1b2c.dll msvcp140-0a1b2c.dll",
    "lapx.libs": "msvcp140-0a1b2c.dll",
    "": """
    libde265-0-0a1b2c.dll libgcc_s_seh-1-0a1b2c.dll libheif-0a1b2c.dll libstdc++-6-0a1b2c.dll
    libwinpthread-1-0a1b2c.dll libx265-217-0a1b2c.dll
    """,
}
MACOS = {
    "av/.dylibs": """
    libSvtAv1Enc.4.2.0.dylib libavcodec.63.1.102.dylib libavdevice.63.1.102.dylib
    libavfilter.12.1.102.dylib libavformat.63.1.102.dylib libavutil.61.1.102.dylib
    libdav1d.7.dylib libopus.0.dylib libsharpyuv.0.1.2.dylib libswresample.7.1.102.dylib
    libswscale.10.1.102.dylib libvmaf.3.dylib libvpx.12.dylib libwebp.7.2.0.dylib
    libwebpmux.3.1.2.dylib libx264.165.dylib libx265.217.dylib
    """,
    "pillow_heif/.dylibs": "libde265.0.2.3.dylib libheif.1.23.6.dylib libx265.217.dylib",
    "PIL/.dylibs": """
    libXau.6.dylib libavif.16.4.2.dylib libbrotlicommon.1.2.0.dylib libbrotlidec.1.2.0.dylib
    libfreetype.6.dylib libharfbuzz.0.dylib libjpeg.62.4.0.dylib liblcms2.2.dylib liblzma.5.dylib
    libopenjp2.2.5.4.dylib libpng16.16.dylib libsharpyuv.0.dylib libtiff.6.dylib libwebp.7.dylib
    libwebpdemux.2.dylib libwebpmux.3.dylib libxcb.1.1.0.dylib libz.1.3.1.zlib-ng.dylib
    """,
    "cv2/.dylibs": """
    libIex-3_3.32.3.3.4.dylib libIlmThread-3_3.32.3.3.4.dylib libImath-3_1.29.11.0.dylib
    libOpenEXR-3_3.32.3.3.4.dylib libOpenEXRCore-3_3.32.3.3.4.dylib libSDL2-2.0.0.dylib
    libSvtAv1Enc.3.0.2.dylib libX11.6.dylib libXau.6.dylib libXdmcp.6.dylib libaom.3.12.1.dylib
    libarchive.13.dylib libaribb24.0.dylib libass.9.dylib libavcodec.61.19.101.dylib
    libavdevice.61.3.100.dylib libavfilter.10.4.100.dylib libavformat.61.7.100.dylib
    libavif.16.3.0.dylib libavutil.59.39.100.dylib libb2.1.dylib libbluray.2.dylib
    libbrotlicommon.1.1.0.dylib libbrotlidec.1.1.0.dylib libbrotlienc.1.1.0.dylib
    libcjson.1.7.18.dylib libcrypto.3.dylib libdav1d.7.dylib libdeflate.0.dylib
    libfontconfig.1.dylib libfreetype.6.dylib libfribidi.0.dylib libgif.7.2.0.dylib
    libglib-2.0.0.dylib libgmp.10.dylib libgnutls.30.dylib libgraphite2.3.2.1.dylib
    libharfbuzz.0.dylib libhogweed.6.10.dylib libhwy.1.2.0.dylib libidn2.0.dylib libintl.8.dylib
    libjpeg.8.3.2.dylib libjxl.0.11.1.dylib libjxl_cms.0.11.1.dylib libjxl_threads.0.11.1.dylib
    liblcms2.2.dylib libleptonica.6.dylib liblz4.1.10.0.dylib liblzma.5.dylib
    libmbedcrypto.3.6.3.dylib libmp3lame.0.dylib libnettle.8.10.dylib libogg.0.dylib
    libopencore-amrnb.0.dylib libopencore-amrwb.0.dylib libopenjp2.2.5.3.dylib libopus.0.dylib
    libp11-kit.0.dylib libpcre2-8.0.dylib libpng16.16.dylib libpostproc.58.3.100.dylib
    librav1e.0.8.0.dylib librist.4.dylib librubberband.3.dylib libsamplerate.0.2.2.dylib
    libsharpyuv.0.1.1.dylib libsnappy.1.2.2.dylib libsodium.26.dylib libsoxr.0.1.2.dylib
    libspeex.1.dylib libsrt.1.5.4.dylib libssh.4.10.1.dylib libssl.3.dylib
    libswresample.5.3.100.dylib libswscale.8.3.100.dylib libtasn1.6.dylib libtesseract.5.dylib
    libtheoradec.1.dylib libtheoraenc.1.dylib libtiff.6.dylib libunibreak.6.dylib
    libunistring.5.dylib libvidstab.1.2.dylib libvmaf.3.dylib libvorbis.0.dylib
    libvorbisenc.2.dylib libvpx.11.dylib libwebp.7.1.10.dylib libwebpmux.3.1.1.dylib
    libx264.164.dylib libx265.215.dylib libxcb-shape.0.0.0.dylib libxcb-shm.0.0.0.dylib
    libxcb-xfixes.0.0.0.dylib libxcb.1.1.0.dylib libzimg.2.dylib libzmq.5.dylib
    libzstd.1.5.7.dylib
    """,
}
LINUX = {
    "av.libs": """
    libSvtAv1Enc-9393c086.so.4.1.0 libXau-154567c4.so.6.0.0 libasound-c7818c60.so.2.0.0
    libavcodec-5e6b81c2.so.62.28.102 libavdevice-d91b4e17.so.62.3.102
    libavfilter-b5da520e.so.11.14.102 libavformat-4639def2.so.62.12.102
    libavutil-5809ad29.so.60.26.102 libdav1d-f4b27961.so.7.0.0 libdrm-b0291a67.so.2.4.0
    libgmp-8c6c054f.so.10.5.0 libgnutls-71454fd1.so.30.42.0 libhogweed-006f41d4.so.6.11
    libmp3lame-8f9e436f.so.0.0.0 libnettle-71a806b4.so.8.11 libopencore-amrnb-d72c52e2.so.0.0.5
    libopencore-amrwb-1b0ca122.so.0.0.5 libopus-114e2b1a.so.0.11.1 libsharpyuv-48a062bd.so.0.1.2
    libswresample-f0bc92fc.so.6.3.102 libswscale-88e9f973.so.9.5.102
    libunistring-09f6121d.so.5.2.1 libvpl-e4e9cae8.so.2.16 libvpx-edb6de90.so.12.0.0
    libwebp-0c5118d0.so.7.2.0 libwebpmux-e1880640.so.3.1.2 libx264-d6533a8d.so.165
    libx265-f5385bb8.so.216 libxcb-5ddf6756.so.1.1.0 libxcb-shape-7716c890.so.0.0.0
    libxcb-shm-0be6dfbf.so.0.0.0 libxcb-xfixes-6de855b8.so.0.0.0
    """,
    "pillow_heif.libs": "libde265-91206b2b.so.0.2.3 libheif-e72ea93c.so.1.23.6 libx265-48.so.217",
    "PySide6/Qt/lib": "libQt6Core.so.6 libicudata.so.73 libicui18n.so.73 libicuuc.so.73",
}
SYSTEMS = {"Windows": WINDOWS, "macOS": MACOS, "Linux": LINUX}


@pytest.fixture(params=SYSTEMS)
def site_packages(request, tmp_path: Path) -> Path:
    """A folder of packages with empty libraries of one system."""
    for folder, names in SYSTEMS[request.param].items():
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        for name in names.split():
            (tmp_path / folder / name).touch()
    metadata = tmp_path / "pillow_heif-1.8.1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Name: pillow_heif\nVersion: 1.8.1\n")
    (metadata / "RECORD").write_text("\n".join(f"{n},," for n in WINDOWS[""].split()))
    return tmp_path


def test_every_library_is_named_with_what_carries_it(site_packages: Path) -> None:
    lines = native_libraries(site_packages)
    for start in ("FFmpeg, ", "x264 ", "x265", "SVT-AV1"):
        assert any(line.startswith(start) and "(with av)" in line for line in lines)
    for start in ("libheif ", "x265", "libde265 "):
        assert any(line.startswith(start) and "(with pillow_heif)" in line for line in lines)
    assert all(": " in line and ", http" in line for line in lines)


def test_a_library_that_is_not_known_fails_the_build(tmp_path: Path) -> None:
    for file in ("x.libs/new-1.dll", "x/.dylibs/libnew.1.dylib", "x.libs/libnew.so.1", "new.dll"):
        path = tmp_path / file.replace("/", "_") / file
        path.parent.mkdir(parents=True)
        path.touch()
        with pytest.raises(SystemExit, match=rf"{path.name} has no entry"):
            native_libraries(tmp_path / file.replace("/", "_"))


def test_openssl_has_the_licence_of_its_version(tmp_path: Path) -> None:
    folder = tmp_path / "cv2" / ".dylibs"
    folder.mkdir(parents=True)
    (folder / "libssl.3.dylib").touch()
    assert native_libraries(tmp_path) == [
        "OpenSSL 3 (with cv2): Apache-2.0, https://openssl-library.org"
    ]


def test_the_library_of_qt_that_is_not_qts_own_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "PySide6" / "Qt" / "lib"
    folder.mkdir(parents=True)
    for name in LINUX["PySide6/Qt/lib"].split():
        (folder / name).touch()
    (line,) = native_libraries(tmp_path)
    assert line.startswith("ICU;")
    assert "(with PySide6): Unicode-" in line


def test_what_the_networks_were_made_of_is_named_and_its_notice_passed_on() -> None:
    text = networks(MODELS)
    for file in MODELS.glob("*.tflite"):
        assert f"{file.name} (trained by Maskapp) began as " in text
    assert "CenterFace: MIT, below" in text
    assert "Copyright (c) 2019 StarClouds" in text
    assert "The above copyright notice and this permission notice shall be included" in text
    assert "Keras: Apache-2.0, " in text


def test_a_network_of_unknown_origin_fails_the_build(tmp_path: Path) -> None:
    (tmp_path / "new.tflite").touch()
    with pytest.raises(SystemExit, match=r"new\.tflite has no entry"):
        networks(tmp_path)

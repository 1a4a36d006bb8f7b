import sys

import pytest

from maskapp.training.studies import __main__ as studies
from maskapp.training.studies.__main__ import main


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["studies", *arguments])
    return main()


def test_a_missing_data_folder_is_one_line_and_exit_code_2(tmp_path, monkeypatch, capsys) -> None:
    folder = tmp_path / "none"
    assert run(monkeypatch, "noise", "--data", str(folder), "--output", str(tmp_path / "out")) == 2
    assert capsys.readouterr().err == f"There is no folder {folder}.\n"


def test_an_unknown_study_lists_the_known_ones(tmp_path, monkeypatch, capsys) -> None:
    with pytest.raises(SystemExit):
        run(monkeypatch, "magic", "--data", "x", "--output", str(tmp_path / "out"))
    error = capsys.readouterr().err
    assert "duplicates" in error
    assert "rendered" in error


def test_the_named_study_is_run_on_the_located_faces(labelled_dir, tmp_path, monkeypatch) -> None:
    out = tmp_path / "out"
    assert run(monkeypatch, "rendered", "--data", str(labelled_dir), "--output", str(out)) == 0
    assert {path.name for path in out.iterdir()} == {"faces.npz", "rendered.json"}


def test_a_study_of_several_folders_gets_all_of_them(coco_dir, tmp_path, monkeypatch) -> None:
    out = tmp_path / "out"
    folders = [str(coco_dir), str(coco_dir)]
    assert run(monkeypatch, "attributes-sample", "--data", *folders, "--output", str(out)) == 0
    assert {path.name for path in out.iterdir()} == {"sample.csv"}


def test_leaks_takes_several_videos(tmp_path, monkeypatch, capsys) -> None:
    clips = [str(tmp_path / name) for name in ("a.mp4", "b.mp4")]
    assert run(monkeypatch, "leaks", "--data", *clips, "--output", str(tmp_path / "out")) == 2
    assert "a.mp4" in capsys.readouterr().err


def test_an_output_that_is_a_file_is_one_line(labelled_dir, tmp_path, monkeypatch, capsys) -> None:
    (tmp_path / "out").touch()
    folders = ("--data", str(labelled_dir), "--output", str(tmp_path / "out"))
    assert run(monkeypatch, "rendered", *folders) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{tmp_path / 'out'}: ")


def test_an_error_without_a_reason_is_told_in_its_own_words(monkeypatch, tmp_path, capsys) -> None:
    def failing(_: object) -> None:
        raise OSError("5 requested and 3 written")

    monkeypatch.setattr(studies, "read_collections", failing)
    folders = ("--data", str(tmp_path), "--output", str(tmp_path / "out"))
    assert run(monkeypatch, "rendered", *folders) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'out'}: 5 requested and 3 written\n"


def test_an_interrupted_study_says_so(labelled_dir, tmp_path, monkeypatch, capsys) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(studies, "read_collections", interrupted)
    folders = ("--data", str(labelled_dir), "--output", str(tmp_path / "out"))
    assert run(monkeypatch, "rendered", *folders) == 130
    assert capsys.readouterr().err == "interrupted\n"

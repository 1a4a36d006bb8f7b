"""Choosing a model, in the settings dialog."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton

from maskapp.live.model_check import ModelCheck
from maskapp.settings.settings import Settings
from tests.support.settings_dialog_helpers import (
    Emitted,
    button_of,
    child_with_text,
    choose_model,
    click,
    editor_of,
    summary_of,
)
from tests.support.settings_samples import UNLIKE_DEFAULTS

USABLE = ModelCheck(True, False, "The model can be used.")


def test_a_model_is_used_only_after_its_check(dialog, qtbot, tmp_path) -> None:
    emitted = Emitted(dialog)
    file = tmp_path / "own.tflite"
    choose_model(dialog, qtbot, file)
    model = editor_of(dialog, "model_file")
    assert emitted.models == [str(file)]
    assert dialog.settings().model_file == ""
    assert model.findChild(QProgressBar).isVisible()
    for which in ("Ok", "Apply", "RestoreDefaults"):
        assert not button_of(dialog, which).isEnabled()
    assert summary_of(dialog) == "Model is still being checked."

    dialog.show_model_result(str(file), USABLE)
    assert child_with_text(model, QLabel, "The model can be used.").isVisible()
    assert not model.findChild(QProgressBar).isVisible()
    click(qtbot, button_of(dialog, "Ok"))
    assert emitted.applied == [Settings(model_file=str(file))]


def test_a_model_that_was_checked_again_is_applied_though_its_path_is_the_same(
    make_dialog, qtbot, tmp_path
) -> None:
    file = str(tmp_path / "own.tflite")
    dialog = make_dialog(Settings(model_file=file))
    emitted = Emitted(dialog)
    for count, which in enumerate(("Apply", "Ok"), 1):
        assert not button_of(dialog, "Apply").isEnabled()
        choose_model(dialog, qtbot, tmp_path / "own.tflite")
        dialog.show_model_result(file, USABLE)
        assert button_of(dialog, "Apply").isEnabled()
        click(qtbot, button_of(dialog, which))
        assert emitted.renewed == count
    assert emitted.applied == [Settings(model_file=file)] * 2


def test_another_model_is_not_applied_twice(dialog, qtbot, tmp_path) -> None:
    emitted = Emitted(dialog)
    file = tmp_path / "own.tflite"
    choose_model(dialog, qtbot, file)
    dialog.show_model_result(str(file), USABLE)
    click(qtbot, button_of(dialog, "Apply"))
    assert not button_of(dialog, "Apply").isEnabled()
    assert (len(emitted.applied), emitted.renewed) == (1, 0), "the settings tell that it changed"


def test_a_check_that_failed_or_was_left_applies_nothing(make_dialog, qtbot, tmp_path) -> None:
    file = tmp_path / "own.tflite"
    dialog = make_dialog(Settings(model_file=str(file)))
    choose_model(dialog, qtbot, file)
    dialog.show_model_result(str(file), ModelCheck(False, False, "It is damaged."))
    assert not button_of(dialog, "Apply").isEnabled()
    choose_model(dialog, qtbot, tmp_path / "other.tflite")
    click(qtbot, child_with_text(editor_of(dialog, "model_file"), QPushButton, "Stop checking"))
    assert not button_of(dialog, "Apply").isEnabled()


def test_a_model_that_fails_its_check_is_not_used(make_dialog, qtbot, tmp_path) -> None:
    dialog = make_dialog(UNLIKE_DEFAULTS)
    file = tmp_path / "bad.keras"
    choose_model(dialog, qtbot, file)
    dialog.show_model_result(str(file), ModelCheck(False, False, "<b>It has 1000 labels.</b>"))
    label = child_with_text(editor_of(dialog, "model_file"), QLabel, "1000 labels")
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.font().bold(), "it must not be mistaken for the hint"
    assert dialog.settings() == UNLIKE_DEFAULTS
    assert not button_of(dialog, "Apply").isEnabled()
    assert button_of(dialog, "Ok").isEnabled()


def test_a_doubtful_model_is_used_and_the_doubt_is_bold(dialog, qtbot, tmp_path) -> None:
    file = tmp_path / "own.tflite"
    choose_model(dialog, qtbot, file)
    message = "It calls 3 of 4 masked faces bare: is the label order right?"
    dialog.show_model_result(str(file), ModelCheck(True, True, message))
    assert child_with_text(editor_of(dialog, "model_file"), QLabel, "3 of 4").font().bold()
    assert dialog.settings() == Settings(model_file=str(file))
    assert button_of(dialog, "Apply").isEnabled()


def test_the_steps_of_a_conversion_are_shown(dialog, qtbot, tmp_path) -> None:
    file = tmp_path / "own.h5"
    choose_model(dialog, qtbot, file)
    dialog.show_model_step(str(file), "reading the network", 7)
    dialog.show_model_step(str(tmp_path / "other.h5"), "reading the network", 9)
    model = editor_of(dialog, "model_file")
    assert child_with_text(model, QLabel, "Converting own.h5: reading the network, 7 s").isVisible()


def test_a_check_can_be_stopped(dialog, qtbot, tmp_path) -> None:
    cancelled = []
    dialog.model_check_cancelled.connect(partial(cancelled.append, "cancelled"))
    file = tmp_path / "own.h5"
    choose_model(dialog, qtbot, file)
    model = editor_of(dialog, "model_file")
    stop = child_with_text(model, QPushButton, "Stop checking")
    click(qtbot, stop)
    assert cancelled == ["cancelled"]
    assert not stop.isVisible()
    assert not model.findChild(QProgressBar).isVisible()
    assert button_of(dialog, "Ok").isEnabled()
    dialog.show_model_result(str(file), USABLE)  # too late
    assert dialog.settings() == Settings()


def test_returns_to_the_built_in_model(make_dialog, qtbot) -> None:
    dialog = make_dialog(UNLIKE_DEFAULTS)
    model = editor_of(dialog, "model_file")
    use_built_in = child_with_text(model, QPushButton, "Use the built-in")
    click(qtbot, use_built_in)
    assert dialog.settings() == replace(UNLIKE_DEFAULTS, model_file="")
    assert not use_built_in.isEnabled()
    assert child_with_text(model, QLabel, "Built-in model").isVisible()


def test_ignores_the_result_of_a_check_that_nobody_requested(dialog) -> None:
    dialog.show_model_result("/models/own.tflite", USABLE)
    assert dialog.settings() == Settings()


def test_ignores_the_result_for_another_model(dialog, qtbot, tmp_path) -> None:
    file = tmp_path / "second.tflite"
    choose_model(dialog, qtbot, file)
    dialog.show_model_result(str(tmp_path / "first.tflite"), USABLE)
    assert summary_of(dialog) == "Model is still being checked."
    assert dialog.settings() == Settings()
    dialog.show_model_result(str(file), USABLE)
    assert dialog.settings() == Settings(model_file=str(file))


def test_the_model_in_use_stands_beside_its_label(dialog) -> None:
    model = editor_of(dialog, "model_file")
    middles = [
        label.mapTo(dialog, label.rect().center()).y()
        for label in (
            child_with_text(dialog, QLabel, "Model:"),
            child_with_text(model, QLabel, "Built-in model"),
        )
    ]
    assert abs(middles[0] - middles[1]) <= 1

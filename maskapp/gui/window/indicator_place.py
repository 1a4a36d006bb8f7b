"""The place of the recording indicator in the toolbar."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolBar, QWidget

from maskapp.gui.shared.theme import SPACE_XS


class IndicatorPlace(QObject):
    """Keeps the recording indicator visible in a narrow window.

    A toolbar leaves out what stands at its end. So the indicator moves to the front where the
    buttons before it leave it no room.

    Args:
        bar: The toolbar, which has all three actions.
        indicator: The action of the indicator.
        early: The action before which the indicator stands in a narrow window.
        usual: The one before which it stands in a wide window.
    """

    def __init__(
        self, bar: QToolBar, indicator: QAction, *, early: QAction, usual: QAction
    ) -> None:
        super().__init__(bar)
        self._bar, self._indicator = bar, indicator
        self._early, self._usual = early, usual
        bar.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Override `QObject.eventFilter`: move the indicator with the width of the toolbar."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest}:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        actions = self._bar.actions()
        left = [each for each in actions[: actions.index(self._usual)] if each.isVisible()]
        parts = [part for each in left if (part := self._bar.widgetForAction(each)) is not None]
        extension = self._bar.findChild(QWidget, "qt_toolbar_ext_button")
        beside_px = 0 if extension is None else extension.sizeHint().width()
        needed_px = sum(_width(part) + SPACE_XS for part in parts) + beside_px
        before = self._early if needed_px > self._bar.contentsRect().width() else self._usual
        if actions[actions.index(self._indicator) + 1] is not before:
            self._bar.insertAction(before, self._indicator)


def _width(part: QWidget) -> int:
    return max(part.minimumWidth(), min(part.sizeHint().width(), part.maximumWidth()))

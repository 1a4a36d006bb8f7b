"""Making of actions: each has its icon, its shortcut and its tool tip."""

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from maskapp.gui.shared.icons import set_icon


def plain_text(action: QAction) -> str:
    """Return the text of an action without its mnemonic.

    The mnemonic of a button would clash with that of a menu.
    """
    return action.text().replace("&", "")


def make_action(
    window: QWidget, icon: str, text: str, tip: str, shortcut: str = "", *, checkable: bool = False
) -> QAction:
    """Make an action whose shortcut works everywhere in a window.

    Args:
        window: Owns the action.
        icon: A name in `resources/icons`; "" for none.
        text: The text with its mnemonic.
        tip: What it does, for tool tip and status bar; "" for its text.
        shortcut: In Qt's portable form; "" for none.
        checkable: Whether it can be ticked; the tick takes the icon's place in menus.
    """
    action = QAction(text, window)
    action.setCheckable(checkable)
    action.setIconVisibleInMenu(not checkable)  # the tick takes its place
    if icon:
        set_icon(action, icon)
    plain = tip or plain_text(action)
    action.setStatusTip(plain)
    action.setToolTip(plain)
    if shortcut:
        action.setShortcut(QKeySequence(shortcut))
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{plain} ({keys})")
    window.addAction(action)
    return action

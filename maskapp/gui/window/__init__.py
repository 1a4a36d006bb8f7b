"""The main window: layout, menus and dialogs."""

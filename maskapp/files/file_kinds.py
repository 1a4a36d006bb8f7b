"""File name suffixes by kind, in lower case and in the order in which dialogs list them."""

PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff", ".ppm", ".pgm")
"""Files opened as pictures. A GIF is a video, since it may be animated."""

VIDEO_SUFFIXES = (
    *(".mp4", ".mkv", ".mov", ".avi", ".webm", ".m4v"),
    *(".mpg", ".mpeg", ".ts", ".wmv", ".gif"),
)
"""Files that the dialog offers as videos; any file that FFmpeg can read may be opened."""

RECORDING_SUFFIXES = (".mp4", ".mkv")
"""Formats that recordings can be written in."""

JPEG_SUFFIXES = (".jpg", ".jpeg")

"""File name suffixes by kind, in lower case and in the order in which dialogs list them."""

PICTURE_SUFFIXES = (
    *(".jpg", ".jpeg", ".jfif", ".jpe", ".png", ".bmp", ".webp", ".heic", ".heif", ".avif"),
    *(".gif", ".tif", ".tiff", ".ppm", ".pgm"),
)
"""Files that the dialog offers as pictures; what a file is, its content decides."""

VIDEO_SUFFIXES = (
    *(".mp4", ".mkv", ".mov", ".avi", ".webm", ".m4v"),
    *(".mpg", ".mpeg", ".ts", ".wmv", ".gif"),
)
"""Files that the dialog offers as videos; any file that FFmpeg can read may be opened."""

RECORDING_SUFFIXES = (".mp4", ".mkv")
"""Formats that recordings can be written in."""

JPEG_SUFFIXES = (".jpg", ".jpeg")

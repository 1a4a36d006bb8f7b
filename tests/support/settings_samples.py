"""Settings that all differ from their defaults."""

from maskapp.settings.settings import Settings

UNLIKE_DEFAULTS = Settings(
    detection_size_px=641,
    detection_every_n_frames=1,
    face_score_threshold=0.3,
    classify_every_s=0.123,
    smoothing_s=0,
    uncertain_below=0.905,
    violation_after_s=0.55,
    violation_cooldown_s=0,
    automatic_snapshots=False,
    snapshot_sound=False,
    desktop_notifications=True,
    retention_days=30,
    retention_mb=5000,
    recording_folder="/nowhere/Vidéos 録画",
    recording_name="{date} Tür",
    recording_mode="blurred_annotated",
    blur_faces=True,
    model_file="/nowhere/own.tflite",
    event_clips=True,
    clip_around_s=8,
    keep_corrections="yes",
    theme="dark",
    mirror=True,
)
"""Every field is valid and differs from its default."""

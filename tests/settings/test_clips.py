from maskapp.settings.clips import ClipSettings
from maskapp.settings.settings import LIMITS


def test_clips_are_off_at_first_and_bounded():
    assert not ClipSettings().event_clips
    assert LIMITS["clip_around_s"] == {"least": 1, "most": 20}

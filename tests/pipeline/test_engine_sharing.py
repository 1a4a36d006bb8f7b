"""Engines that share their networks."""

from maskapp.records import Box, MaskLabel
from maskapp.settings.settings import Settings
from tests.support.engine_parts import frame


def test_an_engine_for_another_source_shares_the_networks_and_nothing_else(make_engine) -> None:
    engine, detector, classifier = make_engine(classify_every_s=0.0, detection_every_n_frames=1)
    detector.boxes = [Box(20, 20, 60, 60)]
    for index in range(3):
        first = engine.process(frame(index)).faces[0]
    other = engine.for_another_source()
    classifier.probabilities = (0.0, 0.9, 0.1)
    second = other.process(frame(0)).faces[0]
    assert (second.track, second.label) == (1, MaskLabel.WITHOUT_MASK)
    assert second.age_s < first.age_s
    # The first goes on as if nothing had been between its frames.
    assert engine.process(frame(3)).faces[0].track == first.track
    assert len(detector.sizes_px) == 5


def test_an_engine_with_other_settings_shares_the_classifier_alone(make_engine) -> None:
    engine, _, classifier = make_engine(detection_size_px=320, detection_every_n_frames=1)
    engine.process(frame(0))
    settings = Settings(detection_size_px=640, face_score_threshold=0.95)
    other = engine.with_settings(settings, stills=False)
    assert other.process(frame(0)).faces == (), "its score is too low now"
    assert other._detector.sizes_px == [640]
    (face,) = engine.with_settings(Settings(), stills=False).process(frame(7)).faces
    assert face.track == 1
    assert len(classifier.batches) == 2
    still = engine.with_settings(settings, stills=True)
    assert still._detector.score_threshold <= 0.3
    (face,) = engine.process(frame(1)).faces
    assert (face.track, engine._detector.sizes_px) == (1, [320, 320]), "it goes on as it was"

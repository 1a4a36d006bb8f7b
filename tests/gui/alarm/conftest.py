"""A loudspeaker that plays nothing."""

import pytest

from tests.support.fake_loudspeaker import FakeLoudspeaker


@pytest.fixture
def loudspeaker() -> FakeLoudspeaker:
    return FakeLoudspeaker()

"""A clock for tests, in place of the monotonic one."""


class StoppedClock:
    """A clock that stands still until a test moves it.

    Attributes:
        now_s: Its time.
    """

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s

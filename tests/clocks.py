"""A clock that a test sets."""


class Clock:
    """Milliseconds; stands still but for `forward`, and for who sets *now*."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def forward(self, seconds: int) -> None:
        self.now += seconds * 1000

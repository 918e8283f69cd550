"""What those share who tell nobody that something has changed: the time until the next look is waited out."""

import threading


class Waiting:
    """Base of their backends."""

    def __init__(self) -> None:
        self._closing = threading.Event()

    def close(self) -> None:
        self._closing.set()

    def wait(self, seconds: float) -> bool:
        """The time is waited out, or until the connection is closed."""
        self._closing.wait(seconds)
        return False

    def handled(self, keys: tuple[str, ...]) -> None:
        """Nothing is put away there."""

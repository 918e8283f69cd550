"""A bucket of tokens: so many requests at once, so many a second in the long run."""

from supportterm.backends.errors import RateLimited


class Bucket:
    def __init__(self, rate: float, burst: int) -> None:
        """*rate* in requests a second; 0 lets everything through."""
        self._rate = rate
        self._burst = burst
        self._tokens = float(burst)
        self._at = 0

    def take(self, now: int) -> None:
        """Count a request at *now*, milliseconds. Raises RateLimited, and says when there is room again."""
        if not self._rate:
            return
        if self._at:
            self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate / 1000)
        self._at = now
        if self._tokens < 1:
            raise RateLimited("too much, too fast", (1 - self._tokens) / self._rate)
        self._tokens -= 1

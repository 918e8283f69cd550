"""Work in a thread of its own, when the machine says no."""

import threading

from supportterm.desk import StoreError
from supportterm.sync.stepping import Stepping


class Busy(Stepping):
    """Of a desk that is busy at first."""

    def __init__(self) -> None:
        super().__init__("busy")
        self.did: list[str] = []
        self.turned = threading.Event()

    def begin(self) -> None:
        self.did.append("begin")
        if self.did == ["begin"]:
            self.wake()
            raise StoreError("busy")

    def turn(self) -> float:
        self.did.append("turn")
        self.turned.set()
        return 60.0


def test_what_was_left_is_looked_at_before_anything_is_done_also_when_the_desk_was_busy() -> None:
    busy = Busy()
    busy.start()
    assert busy.turned.wait(20)
    busy.stop()
    busy.wait(20)
    assert busy.did == ["begin", "begin", "turn"]

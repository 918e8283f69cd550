"""How much effort the tests make: `SUPPORTTERM_LONG=1` asks for the long forms."""

import os
from typing import Final

LONG: Final = os.environ.get("SUPPORTTERM_LONG", "") == "1"


def effort(short: int, long: int) -> int:
    """`effort(5, 300)`: how often to do it, in the everyday run and in the long one."""
    return long if LONG else short

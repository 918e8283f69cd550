"""What a mail address looks like. Pure."""

import re
from typing import Final

ADDRESS: Final = re.compile(r"[^\s@<>(),;:\\\"\[\]\x00-\x20\x7f]{1,64}@[\w-]+(?:\.[\w-]+)*")
_LONGEST: Final = 320


def is_address(text: str) -> bool:
    """Whether *text* is one address that can stand in an envelope as it is."""
    return len(text) <= _LONGEST and ADDRESS.fullmatch(text) is not None

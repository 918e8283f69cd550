"""How large a person made their panes: kept from one session to the next."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from supportterm.config.whole import write_whole

Meta = msgspec.Meta
Way = Literal["fitting", "beside", "over"]
LEAST: Final = 15
MOST: Final = 85
"""In a hundred: what is left for a pane whose neighbour takes all it can."""


class Sizes(msgspec.Struct, frozen=True):
    """Cells of what lies at the sides, and what share of a place, in a hundred, the first of two panes takes."""

    views: Annotated[int, Meta(ge=12, le=60)] = 22
    customer: Annotated[int, Meta(ge=20, le=80)] = 34
    beside: Annotated[int, Meta(ge=LEAST, le=MOST)] = 40
    """The queue's, with what is open at its right."""
    over: Annotated[int, Meta(ge=LEAST, le=MOST)] = 25
    """The queue's, with what is open below it."""
    composer: Annotated[int, Meta(ge=LEAST, le=MOST)] = 55
    """The composer's, below what it is about."""
    way: Way = "fitting"
    """How the queue and what is open lie: as the terminal has room, or always so where there is any."""


def file_in(state: Path) -> Path:
    return state / "sizes.json"


def load_sizes(state: Path) -> Sizes:
    """Those kept in the folder *state*; the usual ones where there are none, or none that can be read."""
    with suppress(OSError, msgspec.DecodeError, msgspec.ValidationError):
        return msgspec.json.decode(file_in(state).read_bytes(), type=Sizes)
    return Sizes()


def save_sizes(state: Path, sizes: Sizes) -> None:
    """Whole or not at all. Where nothing can be written they hold for this session."""
    with suppress(OSError):
        write_whole(file_in(state), msgspec.json.encode(sizes))

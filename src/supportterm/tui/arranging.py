"""The panes made larger and smaller by key, laid beside or over one another, given the whole screen."""

import threading
from typing import TYPE_CHECKING, Final, get_args

from msgspec.structs import replace

from supportterm.config.paths import paths
from supportterm.config.sizes import LEAST, MOST, Sizes, Way, save_sizes
from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.tui.screen import DeskScreen

CELLS: Final = 2
"""By which a pane at the side grows."""
SHARE: Final = 5
"""In a hundred, by which one of two panes grows."""
_WORDS: Final = {
    "fitting": "beside or over one another, as there is room",
    "beside": "side by side, where there is any room",
    "over": "over one another, where there is any room",
}


class Arranging:
    """What `commands.face.Layout` asks."""

    def __init__(self, screen: "DeskScreen") -> None:
        self._screen = screen
        self._saving = threading.Lock()

    def next(self, by: int) -> None:
        self._screen.next_pane(by)

    def zoom(self) -> None:
        self._screen.zoom()

    def grow(self, by: int) -> None:
        """The pane with the focus, larger by so many steps, or smaller. Raises Refused when nothing lies beside it."""
        screen = self._screen
        places = screen.places(*screen.size)
        name = screen.shown.focus
        middle = places.get("rule-middle")
        value = _value_of(name, set(places), "" if middle is None else "over" if middle.height == 1 else "beside")
        if not value:
            raise Refused("it has the screen to itself; nothing lies beside it that could give way")
        gives_way = value != name and name != "queue"
        step = (CELLS if value in ("views", "customer") else SHARE) * (-by if gives_way else by)
        self._use(grown(screen.sizes, value, step))

    def arrange(self, way: str) -> None:
        """Queue and what is open: `beside`, `over` one another, or `fitting`; empty: the next of these."""
        ways: tuple[Way, ...] = get_args(Way)
        sizes = self._screen.sizes
        chosen = next((each for each in ways if each == way), ways[(ways.index(sizes.way) + 1) % len(ways)])
        self._use(replace(sizes, way=chosen))
        self._screen.footer.say(_WORDS[chosen])

    def _use(self, sizes: Sizes) -> None:
        screen = self._screen
        if sizes == screen.sizes:
            raise Refused("it can't be made any larger or smaller")
        screen.sizes = sizes
        screen.arrange_panes(screen.shown)
        screen.run_worker(self._save, thread=True, group="sizes", exit_on_error=False)

    def _save(self) -> None:
        """In a thread, which another may have overtaken: what is written last is what there is by then."""
        with self._saving:
            save_sizes(paths().state, self._screen.sizes)


def grown(sizes: Sizes, value: str, by: int) -> Sizes:
    """*value* of *sizes* larger by so much, within what leaves something to look at of its neighbours."""
    least, most = {"views": (12, 60), "customer": (20, 80)}.get(value, (LEAST, MOST))
    return replace(sizes, **{value: max(least, min(getattr(sizes, value) + by, most))})


def _value_of(name: str, there: set[str], middle: str) -> str:
    """Which of the sizes says how large the pane *name* is, with those that are *there*; empty when none does.

    *middle*: the one for the queue and what is open, where both are on the screen.
    """
    if name in ("views", "customer"):
        return name if there - {"header", "footer", "lesson", name} else ""
    if "composer" in there and name != "queue":
        return "composer" if there - {"header", "footer", "lesson", "composer"} else ""
    return middle

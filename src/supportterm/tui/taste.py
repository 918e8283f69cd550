"""The colours and the keys that a person chose while the console was open, worn again the next time.

What config.yaml says is the first choice: once it says something else than when one chose, it is followed.
"""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from supportterm.config.paths import locate, paths
from supportterm.config.whole import write_whole

if TYPE_CHECKING:
    from supportterm.config.paths import Paths

What = Literal["theme", "keymap"]
_FILES: Final = {"theme": "themes", "keymap": "keymaps"}


def worn(what: What, settings: str) -> str:
    """What was chosen in place of what the *settings* name; that itself when nothing was, or it is gone."""
    here = paths()
    chosen, instead_of = _read(here).get(what, ("", ""))
    if chosen and instead_of == settings:
        with suppress(LookupError):
            locate(_FILES[what], chosen, here)
            return chosen
    return settings


def keep(what: What, chosen: str, settings: str) -> bool:
    """Wear *chosen* from now on, while the settings name this; whether it could be kept."""
    here = paths()
    told = {**_read(here), what: (chosen, settings)}
    try:
        write_whole(_file(here), msgspec.json.encode(told))
    except OSError:
        return False
    return True


def _file(here: "Paths") -> Path:
    return here.state / "taste.json"


def _read(here: "Paths") -> dict[str, tuple[str, str]]:
    with suppress(OSError, msgspec.DecodeError, msgspec.ValidationError):
        return msgspec.json.decode(_file(here).read_bytes(), type=dict[str, tuple[str, str]])
    return {}

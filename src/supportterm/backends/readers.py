"""For whom the articles of a knowledge base are, where it does not say so itself."""

from collections.abc import Mapping
from typing import Final

from supportterm.backends.protocol import Setting
from supportterm.backends.settings import wrong

READERS: Final = Setting(
    "readers", "Who may read these articles?", default="internal", choices=("internal", "public"),
    help="public: customers too, as far as articles of this desk are shown to them",
)  # fmt: skip


def readers(settings: Mapping[str, str]) -> str:
    """What somebody said to that: `internal` or `public`. Raises Invalid."""
    told = settings.get(READERS.name) or READERS.default
    if told not in READERS.choices:
        raise wrong(READERS.name, " or ".join(READERS.choices))
    return told

"""For whom articles are: asked for where a knowledge base does not say so itself, and kept when one goes back."""

from collections.abc import Mapping
from typing import Final

from supportterm.backends.errors import Invalid
from supportterm.backends.protocol import Setting
from supportterm.backends.settings import wrong
from supportterm.core.remote import PutArticle

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


def check(step: PutArticle, there: str, title: str) -> None:
    """Raise Invalid when an article is for everybody *there* and not here. *title*: what people call the remote."""
    if there == "public" and step.visibility != "public":
        words = f"it is for everybody at {title} and {step.visibility} here: whoever reads it there would read this"
        raise Invalid(words, {"visibility": words})

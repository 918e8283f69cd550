"""How the list is shown: its order, its columns, its groups; and kept as a view of one's own."""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from supportterm.core.directory import NAMES, is_name
from supportterm.core.nouns import View
from supportterm.core.orders import ORDERS, parse_order
from supportterm.core.query import narrowed, parse
from supportterm.core.refusal import Refused
from supportterm.core.views import wrong_column, wrong_group

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.tui.viewing import Viewing


def name_in(title: str) -> str:
    """What can be typed of a title: `Portal, open` → `portal-open`."""
    return "-".join(re.split(r"[^\w.-]+", title.lower())).strip("-")


class Listing:
    """What `commands.face.Listing` asks. Nothing of it lasts but what is saved."""

    def __init__(self, desk: "Desk", viewing: "Viewing", behind: Callable[[View], None]) -> None:
        """*behind* shows a view in place of the list, and remembers the way back to it."""
        self._desk = desk
        self._viewing = viewing
        self._behind = behind

    def order(self, word: str) -> None:
        """In this order; the one it is in already turns round."""
        try:
            wanted = parse_order(word)
        except ValueError as error:
            raise Refused(str(error)) from None
        if word in ORDERS and parse_order(self._viewing.view.order) == wanted:
            wanted = wanted._replace(descending=True)
        if wrong := wrong_group(self._viewing.view.group, wanted.word):
            raise Refused(wrong)
        self._show(order=wanted.word)

    def columns(self, names: Sequence[str]) -> None:
        """Tell these columns of each ticket; with none, what there is room for."""
        if wrong := next(filter(None, map(wrong_column, names)), ""):
            raise Refused(wrong)
        self._show(columns=tuple(names))

    def group(self, by: str) -> None:
        """Put tickets together by this; empty by nothing."""
        if wrong := wrong_group(by, self._viewing.view.order):
            raise Refused(wrong)
        self._show(group=by)

    def save(self, name: str, title: str, key: str, *, everybody: bool) -> str:
        """Keep the list as it is, filter, order, columns and groups, as the view *name*; says so."""
        shown, viewing = self._viewing.view, self._viewing
        called = name_in(name)
        if not is_name(called):
            raise Refused(f"{name!r} can't be the name of a view: {NAMES}")
        there = next((view for view in self._desk.views() if view.name == called), None)
        if there is not None and there.owner not in ("", self._desk.me):
            raise Refused(f"{there.owner} has a view {called!r} of their own; choose another name")
        if any(view.name == called for view in viewing.own):
            raise Refused(f"your config.yaml has a view {called!r}; choose another name, or change it there")
        query = narrowed(parse(shown.query), parse(viewing.filter)).text
        title, key = title or (there.title if there else name.strip()), key or (there.key if there else "")
        view = View(
            called, title, query, shown.order, key,
            shown.columns, shown.group, "" if everybody else self._desk.me,
        )  # fmt: skip
        spec: dict[str, object] = msgspec.to_builtins(view)
        del spec["name"]
        change = self._desk.define("view", called, spec)
        viewing.show(viewing.named(called))
        return change.words

    def of(self, title: str, query: str) -> None:
        """The tickets of *query*, newest first, under *title*, until one goes back."""
        self._behind(View("", title, query))

    def _show(self, **otherwise: object) -> None:
        viewing = self._viewing
        viewing.show(msgspec.structs.replace(viewing.view, **otherwise), viewing.filter)

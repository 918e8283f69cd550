"""The REST API of one Confluence site: pages list by list, spaces, and names of accounts."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from supportterm.backends.api import Api
from supportterm.backends.confluence.wire import Accounts, Links, PageRow, Pages, Refusal, Space, Spaces
from supportterm.backends.errors import Invalid, NotAllowed, NotThere, RemoteError
from supportterm.backends.http import Http, Params
from supportterm.backends.http_errors import Answer, told
from supportterm.backends.keys import numeric
from supportterm.backends.paging import chained
from supportterm.core.safe import safe_line

API: Final = "api/v2"
PAGE: Final = 50
"""Pages of a list: they come with their texts."""


class Rest(Api):
    def __init__(self, http: Http, keys: Sequence[str]) -> None:
        """*keys*: the spaces that are wanted; none: all."""
        super().__init__(http)
        self._keys = keys
        self._spaces: dict[str, Space] | None = None

    def forget(self) -> None:
        """What spaces there are may be otherwise by now."""
        self._spaces = None

    def page(self, key: str) -> PageRow:
        """Raises NotThere, also for one in the trash."""
        found = self.get(f"{API}/pages/{number(key)}", PageRow, {"body-format": "storage"})
        if found.status != "current":
            raise NotThere(f"page {key} is not there any more")
        return found

    def pages(self, further: str, asked: Params) -> Pages:
        """A list of pages in the spaces that are wanted: the first, or the one that *further* leads to."""
        if further:
            return self.get(further, Pages)
        where: dict[str, Any] = {"space-id": list(self.spaces()) or ["0"]} if self._keys else {}
        return self.get(f"{API}/pages", Pages, {**asked, "limit": PAGE, **where})

    def spaces(self) -> Mapping[str, Space]:
        """Those that are wanted, by id."""
        if self._spaces is None:
            asked: dict[str, Any] = {"limit": 250} | ({"keys": list(self._keys)} if self._keys else {})
            first = self.get(f"{API}/spaces", Spaces, asked)
            pages = chained(first, lambda page: self.get(path, Spaces) if (path := following(page.links)) else None)
            self._spaces = {space.id: space for page in pages for space in page.results}
        return self._spaces

    def missing(self) -> list[str]:
        """Keys of spaces that are wanted and that we do not see."""
        there = {space.key.lower() for space in self.spaces().values()}
        return [key for key in self._keys if key.lower() not in there]

    def first_space(self) -> str:
        """The id of the space for new articles; empty when none was named."""
        by_key = {space.key.lower(): space.id for space in self.spaces().values()}
        return next((by_key[key.lower()] for key in self._keys if key.lower() in by_key), "")

    def names(self, accounts: Iterable[str]) -> dict[str, str]:
        """Names by account; where they may not be seen, none."""
        wanted = list(accounts)[:250]
        if not wanted:
            return {}
        try:
            told = self.ask(f"{API}/users-bulk", Accounts, {"accountIds": wanted})
        except (NotAllowed, NotThere):
            return {}
        return {one.account_id: one.display_name for one in told.results}


def following(links: Links) -> str:
    """The path of the next list, as it is relative to the site; empty behind the last."""
    return links.next.removeprefix("/wiki/")


number: Final = partial(numeric, what="a page of Confluence")


def judge(answer: Answer) -> RemoteError | None:
    """Why Confluence does not take something, in its own words, which it has in a place of its own."""
    if answer.status != 400:
        return None
    why = told(answer, Refusal) or Refusal()
    words = safe_line("; ".join(one.title for one in why.errors if one.title), 200)
    return Invalid(f"Confluence does not take it: {words}") if words else None

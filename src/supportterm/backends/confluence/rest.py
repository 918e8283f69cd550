"""The REST API of one Confluence site: pages list by list, spaces, and names of accounts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

import msgspec

from supportterm.backends.confluence.wire import Accounts, PageRow, Pages, Refusal, Space, Spaces
from supportterm.backends.errors import Invalid, NotAllowed, NotThere, RemoteError
from supportterm.backends.http import Http, Params, parsed
from supportterm.backends.http_errors import Answer
from supportterm.backends.keys import numeric
from supportterm.core.safe import safe_line

API: Final = "api/v2"
PAGE: Final = 50
"""Pages of a list: they come with their texts."""
_LISTS: Final = 200

T = TypeVar("T")


class Rest:
    def __init__(self, http: Http, keys: Sequence[str]) -> None:
        """*keys*: the spaces that are wanted; none: all."""
        self.http = http
        self._keys = keys
        self._spaces: dict[str, Space] | None = None

    def forget(self) -> None:
        """What spaces there are may be otherwise by now."""
        self._spaces = None

    def get(self, path: str, kind: type[T], params: Params | None = None) -> T:
        return parsed(self.http.get(path, params), kind, self.http.host)

    def page(self, key: str) -> PageRow:
        """Raises NotThere, also for one in the trash."""
        found = self.get(f"{API}/pages/{number(key)}", PageRow, {"body-format": "storage"})
        if found.status != "current":
            raise NotThere(f"page {key} is not there any more")
        return found

    def pages(self, following: str, asked: Params) -> Pages:
        """A list of pages in the spaces that are wanted: the first, or the one *following* leads to."""
        if following:
            return self.get(following, Pages)
        told: dict[str, Any] = {**asked, "limit": PAGE}
        if self._keys:
            told["space-id"] = list(self.spaces()) or ["0"]
        return self.get(f"{API}/pages", Pages, told)

    def spaces(self) -> Mapping[str, Space]:
        """Those that are wanted, by id."""
        if self._spaces is None:
            asked: dict[str, Any] = {"limit": 250} | ({"keys": list(self._keys)} if self._keys else {})
            told = self.get(f"{API}/spaces", Spaces, asked)
            found = {space.id: space for space in told.results}
            for _ in range(_LISTS):
                if not told.links.next:
                    break
                told = self.get(told.links.next.removeprefix("/wiki/"), Spaces)
                found |= {space.id: space for space in told.results}
            self._spaces = found
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
            answer = self.http.query(f"{API}/users-bulk", {}, {"accountIds": wanted})
        except (NotAllowed, NotThere):
            return {}
        return {one.account_id: one.display_name for one in parsed(answer, Accounts, self.http.host).results}


def number(key: str) -> str:
    """*key* as part of a path. Raises NotThere for what can't be a page's number."""
    return numeric(key, "a page of Confluence")


def judge(answer: Answer) -> RemoteError | None:
    """Why Confluence does not take something, in its own words, which it has in a place of its own."""
    if answer.status != 400:
        return None
    try:
        told = msgspec.json.decode(answer.body, type=Refusal).errors
    except msgspec.DecodeError:
        return None
    words = safe_line("; ".join(one.title for one in told if one.title), 200)
    return Invalid(f"Confluence does not take it: {words}") if words else None

"""The REST API of one Redmine: issues by conditions, one by one with their journals, and lists that are whole."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final
from urllib.parse import urlencode

from supportterm.backends.api import Api
from supportterm.backends.auth import basic
from supportterm.backends.errors import Conflict, RemoteError
from supportterm.backends.http import Http
from supportterm.backends.http_errors import Answer
from supportterm.backends.keys import numeric
from supportterm.backends.redmine.wire import AttachmentRow, Issue, Issues, ListOf, OneAttachment, OneIssue

PAGE: Final = 25
"""Issues told at a time: each is asked for by itself, since lists tell no journals."""
MOST: Final = 100
"""Rows of a list; more are not given."""
_WHOLE: Final = "include=journals,attachments,allowed_statuses"

Condition = tuple[str, str, Sequence[str]]
"""A field, how it is compared, with what."""


class Rest(Api):
    def __init__(self, url: str, key: Callable[[], str], ca_file: str) -> None:
        # A key goes as the name of a user, with any password.
        super().__init__(Http(url, lambda: basic(key(), "key"), ca_file=ca_file, judge=_judge))

    def issue(self, key: str) -> Issue:
        """One with all that belongs to it. Raises NotThere."""
        return self.get(f"issues/{number(key)}.json?{_WHOLE}", OneIssue).issue

    def attachment(self, key: str) -> AttachmentRow:
        return self.get(f"attachments/{key}.json", OneAttachment).attachment

    def issues(self, conditions: Sequence[Condition], sort: str, limit: int) -> Issues:
        """The first *limit* issues, closed ones too, and how many there are."""
        asked: list[tuple[str, str]] = [("sort", sort), ("limit", str(limit))]
        if not any(field == "status_id" for field, _, _ in conditions):
            conditions = [*conditions, ("status_id", "*", ())]
        for field, operator, values in conditions:
            asked += [("f[]", field), (f"op[{field}]", operator)]
            asked += [(f"v[{field}][]", value) for value in values]
        return self.get(f"issues.json?{urlencode(asked)}", Issues)

    def everything(self, path: str) -> Iterator[ListOf]:
        """All pages of a list that does not change while it is read."""
        offset = 0
        while True:
            page = self.get(f"{path}?limit={MOST}&offset={offset}", ListOf)
            yield page
            offset += MOST
            if offset >= page.total_count:
                return


number: Final = partial(numeric, what="a ticket of Redmine", longest=9)


def _judge(answer: Answer) -> RemoteError | None:
    """A write that meets another's is refused as if it was wrong, but without a word about what is."""
    if answer.status == 422 and answer.body == b'{"errors":[]}':
        return Conflict("it was changed at the same moment")
    return None

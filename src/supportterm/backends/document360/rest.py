"""The API of one workspace of Document360: its articles in one language, their versions, categories and accounts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import quote

from supportterm.backends.api import Api
from supportterm.backends.document360.wire import (
    Account,
    Accounts,
    Article,
    Category,
    Row,
    Settings,
    Told,
    Verdict,
    Version,
    Workspace,
)
from supportterm.backends.errors import Invalid, NotThere, RemoteError
from supportterm.backends.http import Http
from supportterm.backends.http_errors import Answer, said, told
from supportterm.backends.keeping import Kept
from supportterm.backends.keys import named
from supportterm.backends.pace import Pace

PAGE: Final = 100
"""Articles of a page of their list: the most there are. Without pages it ends after a thousand."""
A_MINUTE: Final = 60
"""Requests that the smallest plan lets through with one token."""
_PAGES: Final = 500
_WORDS: Final = "Document360 does not take it"


class Rest(Api):
    def __init__(self, http: Http, pace: Pace, *, workspace: str, language: str, email: str, display: bool) -> None:
        """*display*: texts are asked for as readers see them, which must not be written back."""
        super().__init__(http, pace)
        self.kept = Kept()
        self._wanted = workspace
        self._language = language
        self._email = email
        self._display = display

    def workspace(self) -> Workspace:
        """The one that is wanted. Raises Invalid when there is none of that name."""
        return self.kept("workspace", self._workspace)

    @property
    def language(self) -> str:
        return self._language or self.workspace().language

    def page(self, number: int) -> Sequence[Row]:
        """Of the list of all articles, from 0 on; none behind the last."""
        asked = {"langCode": self.language, "page": number, "hitsPerPage": PAGE}
        return self.get(f"{self._here}/articles", Told[list[Row] | None], asked).data or []

    def rows(self) -> Iterator[Row]:
        """All articles."""
        met: set[str] = set()
        for number in range(_PAGES):
            fresh = [row for row in self.page(number) if row.id not in met]
            if not fresh:
                break
            met.update(row.id for row in fresh)
            yield from fresh

    def article(self, key: str, *, newest: bool = False) -> Article:
        """What is published of it, else, and with *newest*, its newest version. Raises NotThere."""
        asked = {"isPublished": not newest, "isForDisplay": self._display, "appendSASToken": False}
        try:
            return self.get(self.path(key), Told[Article], asked).data
        except Invalid:  # what is not there is refused like what can't be
            if any(row.id == key for row in self.rows()):
                raise
            raise NotThere(f"article {key} is not there any more") from None

    def settings(self, key: str) -> Settings:
        return self.get(f"{self.path(key)}/settings", Told[Settings | None]).data or Settings()

    def versions(self, key: str) -> Sequence[Version]:
        return self.get(f"{self.path(key)}/versions", Told[list[Version] | None]).data or []

    def categories(self) -> Mapping[str, str]:
        """Names by id."""
        return self.kept("categories", self._categories)

    def me(self) -> Account:
        """The account under whose name is written. Raises Invalid when there is none of that address."""
        return self.kept("me", self._me)

    def path(self, key: str) -> str:
        return f"v2/Articles/{named(key, 'an article of Document360')}/{quote(self.language, safe='')}"

    # --- inside

    @property
    def _here(self) -> str:
        return f"v2/ProjectVersions/{named(self.workspace().id, 'a workspace of Document360')}"

    def _workspace(self) -> Workspace:
        rows = self.get("v2/ProjectVersions", Told[list[Workspace] | None]).data or []
        there = [one for one in rows if not one.version_type]
        wanted = self._wanted.lower()
        if not wanted:
            found = next((one for one in there if one.is_main_version), next(iter(there), None))
        else:
            found = next((one for one in there if one.is_called(wanted)), None)
        if found is None:
            words = f"there is no workspace {self._wanted} that we see".replace("  ", " ")
            raise Invalid(words, {"workspace": "there is none of that name"})
        return found

    def _categories(self) -> Mapping[str, str]:
        asked = {"excludeArticles": True, "langCode": self.language}
        rows = self.get(f"{self._here}/categories", Told[list[Category] | None], asked).data or []
        return {one.id: one.name or "" for one in _all(rows)}

    def _me(self) -> Account:
        for number in range(_PAGES):
            rows = self.get("v2/Teams", Accounts, {"skip": number * PAGE, "take": PAGE}).result or []
            found = next((one for one in rows if (one.email_id or "").lower() == self._email.lower()), None)
            if found is not None:
                return found
            if len(rows) < PAGE:
                break
        words = f"there is no team account {self._email}"
        raise Invalid(words, {"email": words})


def _all(categories: Iterable[Category]) -> Iterator[Category]:
    for one in categories:
        yield one
        yield from _all(one.child_categories or ())


def judge(answer: Answer) -> RemoteError | None:
    """A refusal may come with a status that says yes."""
    verdict = told(answer, Verdict) if 200 <= answer.status < 300 else None
    return Invalid(f"{_WORDS}: {said(answer)}".removesuffix(": ")) if verdict and not verdict.success else None

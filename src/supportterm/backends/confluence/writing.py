"""Articles written to Confluence: with the number of the version that was read, which it refuses when it is old."""

from typing import Any

from supportterm.backends import readers
from supportterm.backends.confluence.rest import API, Rest, number
from supportterm.backends.confluence.storage import written
from supportterm.backends.confluence.wire import PageRow
from supportterm.backends.errors import CannotDo, Conflict, Invalid
from supportterm.backends.html_articles import HtmlArticles
from supportterm.core.remote import PutArticle, Receipt

_BY: str = "Edited with supportterm"


class Writer:
    def __init__(self, rest: Rest, pages: HtmlArticles, seen_by: str) -> None:
        """*seen_by*: who reads its pages, as `readers` answers."""
        self._rest = rest
        self._pages = pages
        self._seen_by = seen_by

    def write(self, step: PutArticle) -> Receipt:
        if step.state == "draft":
            raise CannotDo("a page of Confluence can't become a draft from here")
        readers.check(step, self._seen_by, "Confluence")
        if not step.key:
            return self._create(step)
        row = self._rest.page(step.key)
        if step.version and step.version != str(row.version.number):
            raise Conflict(f"page {step.key} was changed meanwhile")
        body: dict[str, Any] = {
            "id": row.id, "status": "current", "title": step.title,
            "body": {"representation": "storage", "value": self._pages.edited(row.source, step.body)},
            "version": {"number": row.version.number + 1, "message": _BY},
        }  # fmt: skip
        return _receipt(self._rest.write("PUT", f"{API}/pages/{number(step.key)}", body, PageRow))

    def find(self, step: PutArticle) -> Receipt | None:
        """By what the page says: its title, and its text as it is read."""
        if step.key:
            row = self._rest.page(step.key)
            return _receipt(row) if self._is_so(step, row) else None
        asked = {"title": step.title, "status": "current", "body-format": "storage"}
        rows = (row for row in self._rest.pages("", asked).results if self._is_so(step, row))
        return next(map(_receipt, rows), None)

    def _create(self, step: PutArticle) -> Receipt:
        space = self._rest.first_space()
        if not space:
            words = "say into which space with `connect NAME spaces=KEY`"
            raise Invalid(f"there is no space named for new articles: {words}", {"section": "no space"})
        body = {"spaceId": space, "status": "current", "title": step.title,
                "body": {"representation": "storage", "value": written(step.body)}}  # fmt: skip
        return _receipt(self._rest.write("POST", f"{API}/pages", body, PageRow))

    def _is_so(self, step: PutArticle, row: PageRow) -> bool:
        return row.title == step.title and self._pages.says(row.source, step.body)


def _receipt(row: PageRow) -> Receipt:
    return Receipt(key=row.id, version=str(row.version.number))

"""Articles: read since a moment, written with the ETag of what was read."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from supportterm.backends import cursors, readers
from supportterm.backends.afterwards import afterwards
from supportterm.backends.errors import Conflict, Invalid, Uncertain
from supportterm.backends.http import parsed
from supportterm.backends.request_tracker.rest import PAGE, Rest, where
from supportterm.backends.request_tracker.wire import (
    ArticleRow,
    FieldRow,
    FieldValues,
    Ref,
    fields_of,
    moment,
    name_of,
    stamp,
)
from supportterm.backends.request_tracker.words import Words
from supportterm.core.remote import Page, PutArticle, Receipt, RemoteArticle, handle_of
from supportterm.exchange.html import to_text

ARTICLE_FIELD: Final = "RT::Class-RT::Article"
_FIELDS: Final = "Name,Summary,Class,LastUpdated,LastUpdatedBy,CustomFields"
_TEXTS: Final = ("Text", "Wikitext", "HTML", "Freeform")
_PREFERRED: Final = ("body", "content", "text", "answer")


class Cursor(msgspec.Struct, omit_defaults=True):
    since: str = "1970-01-02 00:00:00"
    """When the newest one that was told was changed, UTC. Changes are known by the second only: it is read again."""
    seen: dict[str, str] = {}
    """Those of that second, and their versions."""
    readers: str = ""
    """Who might read them when they were told; empty: nobody knows any more."""


class Articles:
    def __init__(self, rest: Rest, words: Words) -> None:
        self._rest = rest
        self._words = words
        self._kinds: dict[int, FieldRow] | None = None

    def changes(self, text: str) -> Page:
        cursor = cursors.read(text, Cursor, "Request Tracker's", lambda: Cursor(readers=self._words.readers))
        if cursor.readers != self._words.readers:  # with others than before all are told again
            cursor = Cursor(readers=self._words.readers)
        # This search compares what is stored, which is UTC, whatever the time zone of who asks.
        query = where({"field": "LastUpdated", "operator": ">=", "value": cursor.since})
        asked = {"query": query, "orderby": ["LastUpdated", "id"], "fields": _FIELDS, "fields[Class]": "Name"}
        rows: list[ArticleRow] = []
        for number in range(1, 1000):
            page, _ = self._rest.page("articles", ArticleRow, asked | {"page": number})
            rows += page
            # Many of one second: the rest of them has to come along, or the cursor would never get past them.
            if len(page) < PAGE or page[-1].LastUpdated != page[0].LastUpdated:
                break
        fresh = [row for row in rows if cursor.seen.get(str(row.id)) != _version(row)]
        if rows:
            newest = rows[-1].LastUpdated
            cursor.since = stamp(moment(newest) or 0)
            cursor.seen = {str(row.id): _version(row) for row in rows if row.LastUpdated == newest}
        items = tuple(self._article(row) for row in fresh if self._wanted(row))
        return Page(items, cursors.text(cursor), more=bool(fresh))

    def write(self, step: PutArticle) -> Receipt:
        readers.check(step, self._words.readers, "Request Tracker")
        if not step.key:
            return self._create(step)
        row, tag = self._rest.record(f"article/{self._key(step.key)}", ArticleRow)
        if step.version and step.version != _version(row):
            raise Conflict(f"article {step.key} was changed meanwhile")
        body: dict[str, Any] = {"Name": step.title, "CustomFields": {self._body_field(row.CustomFields): step.body}}
        answer = self._rest.write("PUT", f"article/{row.id}", body, if_match=tag)
        told = parsed(answer, list[str], self._rest.http.host, writing=True)
        with afterwards(self._rest.http.host):
            after, _ = self._rest.record(f"article/{row.id}", ArticleRow)
        if not self._is_so(step, after):
            raise Invalid(f"Request Tracker does not take it: {'; '.join(told)[:300] or 'it stays as it was'}")
        return Receipt(key=str(row.id), version=_version(after))

    def _create(self, step: PutArticle) -> Receipt:
        # One without a text is what is left of an attempt that broke off between the two writes below.
        half = next((row for row in self._called(step.title) if not self._body(row)), None)
        if half is not None:
            row = half
        else:
            section = self._section(step.section)
            field = self._field_of_class(section)
            text = {"CustomFields": {field: step.body}} if field else {}
            answer = self._rest.write("POST", "article", {"Name": step.title, "Class": section} | text)
            made = parsed(answer, Ref, self._rest.http.host, writing=True)
            with afterwards(self._rest.http.host):
                row, _ = self._rest.record(f"article/{self._key(made.key)}", ArticleRow)
        if not self._is_so(step, row):
            # Which fields a class has is seen only in an article of it; now there is one.
            text = {"CustomFields": {self._body_field(row.CustomFields): step.body}}
            with afterwards(self._rest.http.host):
                self._rest.write("PUT", f"article/{row.id}", text)
                row, _ = self._rest.record(f"article/{row.id}", ArticleRow)
        if not self._is_so(step, row):
            raise Uncertain(f"article {row.id} was made, but not as it was written")
        return Receipt(key=str(row.id), version=_version(row))

    def find(self, step: PutArticle) -> Receipt | None:
        if step.key:
            row, _ = self._rest.record(f"article/{self._key(step.key)}", ArticleRow)
            return Receipt(key=step.key, version=_version(row)) if self._is_so(step, row) else None
        found = (row for row in self._called(step.title) if self._is_so(step, row))
        return next((Receipt(key=str(row.id), version=_version(row)) for row in found), None)

    # --- inside

    def _article(self, row: ArticleRow) -> RemoteArticle:
        return RemoteArticle(
            key=str(row.id),
            version=_version(row),
            title=row.Name or f"article {row.id}",
            body=self._body(row) or row.Summary or "",
            updated_at=moment(row.LastUpdated) or 0,
            section=name_of(row.Class),
            visibility=self._words.readers,
            author=handle_of(name_of(row.LastUpdatedBy)),
        )

    def _body(self, row: ArticleRow) -> str:
        field = self._body_of(row.CustomFields)
        if field is None:
            return ""
        text = "\n\n".join(field.texts())
        kind = self._field_kinds().get(field.id)
        return to_text(text) if kind is not None and kind.Type == "HTML" else text

    def _body_of(self, values: list[FieldValues] | str | None) -> FieldValues | None:
        """The field that an article's text is in: one that has text, of those one that is called so."""
        texts = [f for f in fields_of(values) if f.id in self._field_kinds() and f.texts()]
        return min(texts, key=lambda f: _rank(f.name), default=None)

    def _body_field(self, values: list[FieldValues] | str | None) -> str:
        """Where a text is written: where the article has one, else the field that is called so."""
        there = self._body_of(values)
        if there is not None:
            return there.name
        names = [field.name for field in fields_of(values) if field.id in self._field_kinds()]
        if not names:
            raise Invalid("articles have no field for their text", {"body": "no custom field"})
        return min(names, key=_rank)

    def _field_kinds(self) -> Mapping[int, FieldRow]:
        if self._kinds is None:
            query = where({"field": "LookupType", "value": ARTICLE_FIELD})
            rows = self._rest.everything("customfields", FieldRow, {"query": query, "fields": "Name,Type,LookupType"})
            self._kinds = {r.id: r for r in rows if r.LookupType == ARTICLE_FIELD and r.Type in _TEXTS}
        return self._kinds

    def _called(self, title: str) -> list[ArticleRow]:
        asked = {"query": where({"field": "Name", "value": title}), "fields": _FIELDS}
        return [row for row in self._rest.page("articles", ArticleRow, asked)[0] if row.Name == title]

    def _section(self, wanted: str) -> str:
        """The class of a new article: the one that is wanted, where there is such a one."""
        there = any(name_of(row).lower() == wanted.lower() for row in self._classes()) if wanted else False
        return wanted if there else self._words.articles or self._first_class()

    def _field_of_class(self, section: str) -> str:
        """Where articles of a class have their text; empty when there is none yet, or no such class."""
        number = next((row.key for row in self._classes() if name_of(row).lower() == section.lower()), "")
        asked = {"query": where({"field": "Class", "value": number}), "per_page": 1, "fields": _FIELDS}
        rows = self._rest.page("articles", ArticleRow, asked)[0] if number else []
        return self._body_field(rows[0].CustomFields) if rows else ""

    def _classes(self) -> list[Ref]:
        return list(self._rest.everything("classes/all", Ref, {"fields": "Name"}))

    def _first_class(self) -> str:
        rows = self._classes()
        if not rows:
            raise Invalid("there is no class of articles that we see", {"section": "no class"})
        return name_of(rows[-1])

    def _wanted(self, row: ArticleRow) -> bool:
        return not self._words.articles or name_of(row.Class).lower() == self._words.articles.lower()

    def _is_so(self, step: PutArticle, row: ArticleRow) -> bool:
        return row.Name == step.title and self._body(row).strip() == step.body.strip()

    def _key(self, key: str) -> str:
        if not key.isdecimal():
            raise Invalid("an article of Request Tracker has a number")
        return key


def _version(row: ArticleRow) -> str:
    """When and what: two changes within a second differ by what they say."""
    texts = sorted((f.id, *f.texts()) for f in fields_of(row.CustomFields) if f.texts())
    content = msgspec.json.encode([row.Name, row.Summary, texts])
    return f"{row.LastUpdated} {hashlib.sha256(content).hexdigest()[:16]}"


def _rank(name: str) -> tuple[int, str]:
    word = name.lower()
    return (_PREFERRED.index(word) if word in _PREFERRED else len(_PREFERRED), word)

"""Articles of the Help Center → articles, one for each language that one is written in."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from supportterm.backends.errors import NotAllowed, NotThere
from supportterm.backends.keeping import Kept
from supportterm.backends.pace import Pace
from supportterm.backends.stamps import moment
from supportterm.backends.zendesk.names import Names
from supportterm.backends.zendesk.rest import MOST, Rest
from supportterm.backends.zendesk.wire import ArticleRow, Listed, Translation
from supportterm.core.remote import RemoteArticle, handle_of
from supportterm.core.terms import SEGMENTS
from supportterm.exchange.html_markdown import Dialect
from supportterm.exchange.web_page import blocks, markdown

KNOWN: Final = ",".join(sorted(SEGMENTS))
"""For whom an article is that is for whoever is signed in there: customers that are known here."""


class ArticleReader:
    def __init__(self, rest: Rest, names: Names, pace: Pace, base: str) -> None:
        """*base*: the address that links in articles are relative to."""
        self._rest = rest
        self._names = names
        self._pace = pace
        self._dialect = Dialect(base)
        self._keep = Kept()

    def forget(self) -> None:
        self._keep.forget()

    def articles(self, rows: Sequence[ArticleRow]) -> list[list[RemoteArticle]]:
        """Each in all its languages, the one it was written in among them; who wrote is asked for once for all."""
        everything = [(row, self._translations(row)) for row in rows]
        self._names.meet(_writer(row, said) for row, others in everything for said in others)
        return [[self._article(row, said) for said in others] for row, others in everything]

    def _translations(self, row: ArticleRow) -> list[Translation]:
        """What an article is called and says in each of its languages."""
        told = row.translations
        if told is None:
            told = [one for page in self._pages(f"articles/{row.id}/translations") for one in page.translations]
        return told or [Translation(row.source, row.title, row.body, row.draft, row.updated_at, row.author_id)]

    def _article(self, row: ArticleRow, said: Translation) -> RemoteArticle:
        source = said.locale == row.source
        found = RemoteArticle(
            key=str(row.id) if source else f"{row.id}/{said.locale}",
            version="",
            title=said.title or row.title or f"article {row.id}",
            body=markdown(blocks(said.body or "", self._dialect)),
            updated_at=max(moment(said.updated_at), row.updated if source else 0),
            section=self._sections().get(row.section_id or 0, ""),
            tags=tuple(sorted({*(row.label_names or ()), *(() if source else (said.locale,))})),
            visibility=self._readers(row),
            state="draft" if said.draft else "published",
            author=handle_of(self._names.user(_writer(row, said)).name),
        )
        return msgspec.structs.replace(found, version=fingerprint(found))

    def _sections(self) -> dict[int, str]:
        return self._keep("sections", lambda: {
            section.id: section.name for page in self._pages("sections") for section in page.sections
        })  # fmt: skip

    def _readers(self, row: ArticleRow) -> str:
        """For whom it is. Of those who have to belong to something there, nobody can be known here."""
        wanted = {*(row.user_segment_ids or ()), *([row.user_segment_id] if row.user_segment_id else [])}
        if not wanted:
            return "public"
        return KNOWN if wanted & self._keep("segments", self._open_segments) else "internal"

    def _open_segments(self) -> set[int]:
        """Segments that everybody belongs to who is signed in."""
        try:
            rows = [row for page in self._pages("user_segments") for row in page.user_segments]
        except (NotThere, NotAllowed):
            return set()
        return {row.id for row in rows if row.everybody}

    def _pages(self, path: str) -> Iterator[Listed]:
        return self._rest.pages(f"help_center/{path}", {"per_page": MOST}, self._pace)


def fingerprint(told: ArticleRow | RemoteArticle) -> str:
    """Another whenever anything else is told; a moment is known by the second only."""
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:16]


def _writer(row: ArticleRow, said: Translation) -> int:
    return said.updated_by_id or row.author_id or 0

"""Pages of the projects' wikis as articles: read when their version is another, written over the version that was read.

Redmine refuses what was written over an older version than there is. Nothing tells which page changed: each project's
list of pages, with their versions, is looked through now and then.
"""

import time
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

import msgspec

from supportterm.backends import cursors, readers
from supportterm.backends.afterwards import afterwards
from supportterm.backends.errors import Conflict, Invalid, NotAllowed, NotThere
from supportterm.backends.redmine.names import Names
from supportterm.backends.redmine.rest import Rest
from supportterm.backends.redmine.wire import OnePage, Pages, Project, WikiPage, moment
from supportterm.core.remote import Page, PutArticle, Receipt, RemoteArticle, handle_of

AGE: Final = 300_000
"""Milliseconds between two looks through all projects."""
_AT_A_TIME: Final = 20
"""Pages that are read one by one."""
_DROPPED: Final = str.maketrans("", "", ",./?;|:")
"""What Redmine leaves out of a title."""


class Cursor(msgspec.Struct, omit_defaults=True):
    on: bool = False
    """A look through all is on."""
    project: int = 0
    """The last that was looked through; they are by rising numbers."""
    looked: int = 0
    """When the last look through all began, milliseconds by our clock."""
    known: dict[str, int] = {}
    """Pages that were told, and their versions, as `_version` has them."""


class Wikis:
    def __init__(self, rest: Rest, names: Names, clock: Callable[[], float] = time.time) -> None:
        self._rest = rest
        self._names = names
        self._clock = clock

    # --- reading

    def changes(self, text: str) -> Page:
        """What changed in one project after the other."""
        cursor = cursors.read(text, Cursor, "Redmine's wikis'", Cursor)
        now = int(self._clock() * 1000)
        if not cursor.on:
            if 0 <= now - cursor.looked < AGE:
                return Page((), text)
            cursor.on, cursor.looked, cursor.project = True, now, 0
        projects = sorted(number for number in self._names.projects() if number > cursor.project)
        told, rest = self._of(projects[0], cursor.known) if projects else ([], False)
        if projects and not rest:
            cursor.project = projects[0]
        cursor.on = rest or len(projects) > 1
        return Page(tuple(told), cursors.text(cursor), cursor.on)

    def _of(self, number: int, known: dict[str, int]) -> tuple[list[RemoteArticle], bool]:
        """What is otherwise in a project's wiki than *known*, which becomes so; whether there is more."""
        project = self._names.projects()[number]
        try:
            rows = self._rest.get(f"projects/{number}/wiki/index.json", Pages).wiki_pages
        except (NotThere, NotAllowed):
            rows = []  # it has no wiki, or none for us
        changed = [row for row in rows if known.get(_key(number, row.title)) != _version(row.version, project)]
        told = []
        for row in changed[:_AT_A_TIME]:
            known[_key(number, row.title)] = _version(row.version, project)
            if (article := self._read(project, row.title)) is not None:
                told.append(article)
        there = {_key(number, row.title) for row in rows}
        for key in [key for key in known if key.startswith(f"{number}:") and key not in there]:
            version = known.pop(key)
            told.append(RemoteArticle(key, str(version), _words(key.partition(":")[2]), "", 0, project.name, gone=True))
        return told, len(changed) > _AT_A_TIME

    def _read(self, project: Project, title: str) -> RemoteArticle | None:
        """None for one that was deleted since the list was made: the next list will tell."""
        try:
            page = self._page(_key(project.id, title))
        except NotThere:
            return None
        return RemoteArticle(
            key=_key(project.id, page.title),
            version=str(_version(page.version, project)),
            title=_words(page.title),
            body=page.text,
            updated_at=moment(page.updated_on) or 0,
            section=project.name,
            visibility=_seen_by(project),
            author=handle_of(page.author.name) if page.author is not None else "",
        )

    # --- writing

    def write(self, step: PutArticle) -> Receipt:
        key = step.key or _key(self._section(step.section), _title(step.title))
        project = self._project(key)
        readers.check(step, _seen_by(project), "Redmine")
        sent: dict[str, object] = {"text": step.body}
        if step.key:
            page = self._page(key)
            if _words(page.title) != _words(_title(step.title)):
                raise Invalid("Redmine gives no page another title from here", {"title": "it stays as it is"})
            if step.version and step.version.removeprefix("-") != str(page.version):
                raise Conflict(f"the page {_words(page.title)} was changed meanwhile")
            sent |= {"version": page.version}
        elif self._there(key) is not None:
            raise Conflict(f"there is a page {step.title} already")
        self._rest.http.write("PUT", _path(key), {"wiki_page": sent})
        with afterwards(self._rest.host):
            page = self._page(key)
        return _receipt(page, project)

    def find(self, step: PutArticle) -> Receipt | None:
        """A page that says so, and that we wrote last."""
        key = step.key or _key(self._section(step.section), _title(step.title))
        page = self._there(key)
        ours = page is not None and page.author is not None and page.author.id == self._names.me().id
        if page is None or not ours or page.text.strip() != step.body.strip():
            return None
        return _receipt(page, self._project(key))

    # --- inside

    def _page(self, key: str) -> WikiPage:
        """Raises NotThere."""
        return self._rest.get(_path(key), OnePage).wiki_page

    def _there(self, key: str) -> WikiPage | None:
        try:
            return self._page(key)
        except NotThere:
            return None

    def _project(self, key: str) -> Project:
        """Whose wiki a page is of. Raises NotThere."""
        _path(key)
        found = self._names.projects().get(int(key.partition(":")[0]))
        if found is None:
            raise NotThere("its project is not to be seen any more")
        return found

    def _section(self, wanted: str) -> int:
        """The project of a new page: the one that is wanted, where there is such a one."""
        projects = self._names.projects()
        found = next((number for number, row in projects.items() if row.name.lower() == wanted.lower()), None)
        number = found if found is not None else min(projects, default=None)
        if number is None:
            raise Invalid("there is no project that we see", {"section": "no project"})
        return number


def _seen_by(project: Project) -> str:
    """Who reads its wiki: that is the project's to say, and no page's."""
    return "public" if project.is_public else "internal"


def _version(number: int, project: Project) -> int:
    """Below 0 where members alone read it: that a project has others to read it now is news of all its pages."""
    return number if project.is_public else -number


def _receipt(page: WikiPage, project: Project) -> Receipt:
    return Receipt(key=_key(project.id, page.title), version=str(_version(page.version, project)))


def _key(project: int, title: str) -> str:
    return f"{project}:{title}"


def _path(key: str) -> str:
    project, _, title = key.partition(":")
    if not project.isascii() or not project.isdecimal() or len(project) > 9 or title in ("", ".", ".."):
        raise NotThere("a page of a wiki has a project and a title")
    return f"projects/{project}/wiki/{quote(title, safe='')}.json"


def _title(text: str) -> str:
    """As Redmine makes a title of what somebody typed."""
    plain = "_".join(text.translate(_DROPPED).split())
    return plain[:1].upper() + plain[1:]


def _words(title: str) -> str:
    return title.replace("_", " ")

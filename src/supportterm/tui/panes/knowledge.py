"""The knowledge pane: articles found as one types, and the one under the cursor as its readers see it."""

from typing import TYPE_CHECKING, ClassVar

from textual.events import Click
from textual.strip import Strip

from supportterm.core.article_links import link as article_link
from supportterm.core.nouns import Article
from supportterm.core.origins import origins
from supportterm.core.query.tree import Term
from supportterm.core.readers import marks
from supportterm.core.safe import safe_line
from supportterm.core.words import tokens
from supportterm.tui.dialogs.question import Option, Question
from supportterm.tui.messages import Ask, Elsewhere
from supportterm.tui.panes.scrolled import Scrolled
from supportterm.tui.render.article import article_rows
from supportterm.tui.render.card import Setting
from supportterm.tui.render.line import BLANK, Line, Span, join, strip
from supportterm.tui.render.marking import marked
from supportterm.tui.render.rows import Rows

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.tui.look import Look

SIDE_BY_SIDE = 100
"""Cells from which list and article stand side by side."""
FOUND = 50
"""Articles listed at most; more words find the rest."""


class Knowledge(Scrolled):
    """`j`/`k` move in the list, page keys in the article; Enter gives the article the whole pane and takes it back."""

    context: ClassVar[str] = "kb"
    title = "knowledge"

    def __init__(self, desk: "Desk", look: "Look", *, id: str = "knowledge") -> None:
        super().__init__(look, id=id)
        self._desk = desk
        self._tickets: tuple[int, ...] = ()
        self._text = ""
        self._wanted: tuple[Term, ...] = ()
        """What is marked: the words searched for."""
        self._found: tuple[Article, ...] | None = None
        self._homes: dict[int, str] = {}
        """The connections of those found, by number,"""
        self._origins: dict[int, str] = {}
        """and where they come from, where the list must say so."""
        self._cursor = 0
        self._article = Rows(())
        self._reading = False

    # --- what the frame asks

    @property
    def current(self) -> Article | None:
        """The article under the cursor."""
        return self._found[self._cursor] if self._found else None

    def subjects(self) -> tuple[int, ...]:
        return self._tickets

    @property
    def empty(self) -> bool:
        return not self._found

    def serve(self, tickets: tuple[int, ...]) -> None:
        """The tickets for which an article is looked for: what is done here is done to them."""
        self._tickets = tickets or self._tickets

    def articles(self, text: str = "") -> None:
        """List what is found for *text*. Called again without one, ask for it and search as it is typed."""
        if not text and self._found is not None:
            self.post_message(Ask(ArticleSearch(self, self._text)))
        else:
            self.search(text)

    def article(self, name: str) -> None:
        """Show the article *name*. Raises Refused when there is none."""
        found = self._desk.article(name)
        others = self._found or self._desk.articles("", limit=FOUND)
        self._list((found, *(other for other in others if other.id != found.id)))
        self._cursor, self._reading, self._wanted = 0, True, ()
        self._open()

    def search(self, text: str) -> None:
        """List what is found for *text*, best first; all, newest first, for none."""
        self._text, self._wanted = text, _typed(text)
        self._list(self._desk.articles(text, limit=FOUND))
        self._cursor, self._reading = 0, False
        self._open()

    def _list(self, found: tuple[Article, ...]) -> None:
        was_empty = self.empty
        self._found, self._homes = found, self._desk.article_homes(found)
        self._origins = origins(found, self._homes)
        if self.empty is not was_empty:
            self.post_message(Elsewhere())

    def usable(self, *, link: bool) -> str:
        """What of the article under the cursor goes into a reply: its text, or a link to it."""
        article = self.current
        if article is None:
            return ""
        return article_link(article.title, article.slug) if link else article.body.strip()

    def back(self) -> bool:
        """Escape: out of the article into the list; False when the list has the pane already."""
        if not self._reading:
            return False
        self.activate()
        return True

    def move(self, rows: int) -> None:
        if self._reading:
            self._scroll(rows)
        elif self._found:
            cursor = max(0, min(self._cursor + rows, len(self._found) - 1))
            if cursor != self._cursor:
                self._cursor = cursor
                self._open()

    def page(self, pages: float) -> None:
        self._scroll(round(pages * self._article_height()))

    def jump(self, to_end: bool) -> None:
        if self._reading:
            self._scroll(self._article.height() if to_end else -self._top)
        else:
            self.move(FOUND if to_end else -FOUND)

    def activate(self) -> None:
        if self.current is not None:
            self._reading = not self._reading
            self._open()

    def desk_changed(self) -> None:
        if self._found is not None:
            slug = self.current.slug if self.current else ""
            found = self._desk.articles(self._text, limit=FOUND)
            self._list(found)
            places = [index for index, article in enumerate(found) if article.slug == slug]
            self._cursor = places[0] if places else 0
            self._open(keep_place=bool(places))

    def selected_line(self) -> int | None:
        if self._reading or not self._found:
            return None
        height = self._list_height() - 1
        return self._cursor - max(0, min(self._cursor - height // 2, len(self._found) - height)) + 1

    # --- painting

    def line(self, y: int, width: int) -> Strip:
        if self._reading:
            return self._article_line(y, width)
        if self._is_wide():
            rule = strip(_rule(self.look.glyphs.column), 1, self._plain)
            left = self._list_width()
            return Strip.join([self._list_line(y, left), rule, self._article_line(y, width - left - 1)])
        listed = self._list_height()
        if y < listed:
            return self._list_line(y, width)
        if y == listed:
            return strip(_rule(self.look.glyphs.rule * width), width, self._plain)
        return self._article_line(y - listed - 1, width)

    def _list_line(self, y: int, width: int) -> Strip:
        found = self._found or ()
        if y == 0:
            words = f"articles for {safe_line(self._text, 60)!r}" if self._text else "articles"
            many = f"{len(found)}{'+' if len(found) == FOUND else ''} "
            return strip(join([Span(f" {words}", "heading")], [Span(many, "dim")], width), width, self._plain)
        height = self._list_height() - 1
        first = max(0, min(self._cursor - height // 2, len(found) - height))
        index = first + y - 1
        if index >= len(found):
            empty = y == 1 and not found
            words = "nothing found; other words?" if self._text else "no articles yet: `kb import FOLDER` in a shell"
            return strip(join([Span(f" {words}" if empty else "", "dim")], [], width), width, self._plain)
        article = found[index]
        what = safe_line(marks(article), 30)
        facts = (safe_line(article.section, 20), safe_line(self._origins.get(article.id, ""), 24))
        about = self.look.glyphs.between.join(filter(None, facts))
        right = [Span(f"{what} " if what else "", "note"), Span(f"{about} ", "dim")]
        (row,) = marked([join([Span(f" {safe_line(article.title, 200)}")], right, width)], self._wanted)
        return strip(row, width, self._over if index == self._cursor else self._plain)

    def _article_line(self, y: int, width: int) -> Strip:
        row = self._article.get(self._top + y) or BLANK
        return strip(row, width, self._plain)

    # --- sizes

    def _is_wide(self) -> bool:
        return not self.look.spoken and self.extent.width >= SIDE_BY_SIDE

    def _list_width(self) -> int:
        return self.extent.width * 2 // 5

    def _list_height(self) -> int:
        """Lines of the list, its heading included."""
        if self._is_wide():
            return self.extent.height
        return min(max(self.extent.height // 3, 4), len(self._found or ()) + 2)

    def _article_height(self) -> int:
        if self._reading or self._is_wide():
            return self.extent.height
        return max(self.extent.height - self._list_height() - 1, 1)

    def _lay_out(self) -> None:
        self._open(keep_place=True)

    def _open(self, *, keep_place: bool = False) -> None:
        """Lay the article under the cursor out anew and paint."""
        width = self.extent.width - (self._list_width() + 1 if self._is_wide() and not self._reading else 0)
        article = self.current
        setting = Setting(max(width, 8), self._desk.clock(), None, self.look.glyphs)
        rows = article_rows(article, setting, self._homes.get(article.id, "")) if article else ()
        self._article = Rows(marked(rows, self._wanted))
        self._top = self._top if keep_place else 0
        self._scroll(0)

    def _scroll(self, by: int) -> None:
        wanted = max(self._top + by, 0)
        height = self._article_height()
        if not self._article.reaches(wanted + height):
            wanted = max(self._article.height() - height, 0)
        self._top = wanted
        self.repaint()

    # --- the mouse

    def on_click(self, event: Click) -> None:
        in_list = event.x < self._list_width() if self._is_wide() else event.y < self._list_height()
        if self._reading or not in_list:
            return
        height = self._list_height() - 1
        first = max(0, min(self._cursor - height // 2, len(self._found or ()) - height))
        self.move(first + event.y - 1 - self._cursor)


def _typed(text: str) -> tuple[Term, ...]:
    """The words that articles are searched for, the last one still being typed."""
    *whole, last = tokens(text) or [""]
    return (*(Term((word,)) for word in whole), Term((last,), prefix=True)) if last else ()


def _rule(text: str) -> Line:
    return Line((Span(text, "rule"),))


class ArticleSearch(Question):
    """The words searched for; the list follows as they are typed."""

    name = "articles"
    label = "knowledge:"
    tip = "the list follows as you type"
    ways = (("open", "to the list"), ("back", "as it was"))
    replaces = True

    def __init__(self, pane: Knowledge, text: str) -> None:
        self.initial = text
        self._pane = pane
        self._before = text

    def changed(self, text: str) -> None:
        self._pane.search(text)

    def accept(self, text: str, option: Option | None) -> None:
        self._pane.search(text)

    def cancel(self) -> None:
        self._pane.search(self._before)

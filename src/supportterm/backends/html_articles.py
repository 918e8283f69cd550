"""Articles that lie at a knowledge base as pages of HTML, and are Markdown here."""

from collections.abc import Callable

from supportterm.backends.errors import Invalid
from supportterm.exchange.html_markdown import Dialect
from supportterm.exchange.web_page import blocks, markdown, patched, written


class HtmlArticles:
    def __init__(self, place: str, dialect: Dialect, written: Callable[[str], str] = written) -> None:
        """*place*: where they can be edited with all that Markdown can't say. *written* makes a page of Markdown."""
        self._place = place
        self._dialect = dialect
        self._written = written

    def read(self, page: str) -> str:
        return markdown(blocks(page, self._dialect))

    def edited(self, page: str, text: str) -> str:
        """*page* with *text* for its Markdown. Raises Invalid when something would be lost that Markdown can't say."""
        told = patched(blocks(page, self._dialect), text, self._written)
        if told.lost:
            lost = f"what was changed there holds {', '.join(told.lost)}, which would be lost"
            words = f"{lost}: edit that in {self._place}"
            raise Invalid(words, {"body": words})
        return told.page

    def says(self, page: str, text: str) -> bool:
        """Whether *page* is what *text* becomes there: marks of Markdown may have been others."""
        return self.read(page) in (text.strip("\n"), self.read(self._written(text)))

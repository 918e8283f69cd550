"""Links to articles of this desk, in what is written to customers, lead where its readers find them."""

from typing import TYPE_CHECKING

from supportterm.core.article_links import addressed, page_of
from supportterm.core.readers import ANYBODY, reader_of
from supportterm.core.terms import Role
from supportterm.store import help_centre, portal

if TYPE_CHECKING:
    from supportterm.store.work import Work


def as_read(work: "Work", number: int, role: Role, text: str) -> str:
    """*text*, to be written on a ticket, as its readers can use it.

    An article that they may not read, and any while the help centre was never served, is only named.
    """
    if role not in (Role.REPLY, Role.FORWARD) or ("](" not in text and "]:" not in text):
        return text
    base = portal.address(work.connection)
    reader = ANYBODY if role is Role.FORWARD else reader_of(work.ticket(number), work.organization)

    def where(slug: str) -> str:
        shown = base and help_centre.article(work.connection, slug, reader)
        return page_of(base, slug) if shown else ""

    return addressed(text, where)

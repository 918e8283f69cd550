"""`search`: messages that hold the words, newest first."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from supportterm.commands.call import Bold, Call, Outcome
from supportterm.commands.kinds import Count, Text
from supportterm.commands.reading import wrapped
from supportterm.commands.records import moment, of_row
from supportterm.commands.registry import command
from supportterm.commands.usage import Usage
from supportterm.core.moments import moment_words
from supportterm.core.numbers import label
from supportterm.core.query.words import words_of
from supportterm.core.safe import cut

if TYPE_CHECKING:
    from supportterm.store.found import Hit


@command("search", examples=('search "charged twice"', "search refund status:open --limit 5", "search refund --remote"))
def search(call: Call, text: Text = "", *, limit: Count = 20, remote: bool = False) -> Outcome:
    """Search all that was ever written, newest first. In the console the list follows what is typed.

    With *remote* the help desks that are held in part are searched first, and what they have is brought here; in the
    console the last line of the list does so, in the background.
    """
    if call.console_or_none is not None:
        call.console.search(text or None)
        return Outcome()
    if not text:
        raise Usage("search for what? give the words")
    trouble = _fall_through(call, text) if remote else []
    page = call.desk.search(text, limit=limit)
    if call.json:
        return Outcome(
            records=[
                {**of_row(h.row), "message": h.message, "role": h.role.word, "at": moment(h.at), "excerpt": h.excerpt}
                for h in page.hits
            ],
            ok=bool(page.hits),
        )
    lines = [line for hit in page.hits for line in _lines(hit, call)]
    if not page.complete and page.looked_back_to is not None:
        lines.append(f"(looked back to {moment(page.looked_back_to)}; narrow the words to see further)")
    lines += trouble
    return Outcome(lines=lines or [f"nothing holds {cut(text, 80)!r}"], ok=bool(page.hits))


def _fall_through(call: Call, text: str) -> list[str]:
    """Bring here what the remotes have of the words in *text*; which of them could not be asked."""
    from supportterm.commands.fetch import brought

    words = words_of(text)
    if not words:
        raise Usage("the remotes are searched for words: give some")
    return brought(call, " ".join(words))[1]


def _lines(hit: "Hit", call: Call) -> Iterator[str]:
    """The ticket, then who wrote what was found, and when."""
    who = hit.author or hit.row.requester or hit.row.email
    yield Bold(f"{label(hit.ticket, hit.row.number):<9} {hit.row.subject}")
    yield from wrapped(f"{who}, {moment_words(hit.at, call.now, call.zone)}: {hit.excerpt}", call.columns, " " * 10)

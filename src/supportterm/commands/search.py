"""`search`: messages that hold the words, newest first."""

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import Number, Text
from supportterm.commands.records import moment, of_row
from supportterm.commands.registry import command
from supportterm.core.refusal import Refused


@command("search", examples=('search "charged twice"', "search refund status:open --limit 5"))
def search(call: Call, text: Text = "", *, limit: Number = 20) -> Outcome:
    """Search all that was ever written, newest first. In the console the list follows what is typed."""
    if call.console_or_none is not None:
        call.console.search(text or None)
        return Outcome()
    if not text:
        raise Refused("search for what? give the words")
    page = call.desk.search(text, limit=limit)
    if call.json:
        return Outcome(
            records=[
                {**of_row(h.row), "message": h.message, "role": h.role.word, "at": moment(h.at), "excerpt": h.excerpt}
                for h in page.hits
            ],
            ok=bool(page.hits),
        )
    lines = [f"#{h.ticket:<7} {h.row.subject}\n         {h.author}: {h.excerpt}" for h in page.hits]
    if not page.complete and page.looked_back_to is not None:
        lines.append(f"(looked back to {moment(page.looked_back_to)}; narrow the words to see further)")
    return Outcome(lines=lines or [f"nothing holds {text!r}"], ok=bool(page.hits))

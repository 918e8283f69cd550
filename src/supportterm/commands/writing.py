"""What `reply`, `note`, `forward` and `new` share: the text, the files, and what is said afterwards."""

from pathlib import Path
from typing import TYPE_CHECKING

from supportterm.commands.call import Call, Outcome
from supportterm.commands.departures import after_writing
from supportterm.commands.records import moment, number_of
from supportterm.commands.usage import Usage
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role, Status
from supportterm.core.writing import NewFile, NewMessage

if TYPE_CHECKING:
    from supportterm.store.stroke import Change


def text_of(call: Call, body: str, *, edit: bool, start: str = "") -> str:
    """The text of a message: as given, from `$EDITOR` with *edit*. Refused when nothing is left of it."""
    text = body or start
    if edit:
        if call.edit_text is None:
            raise Refused("there is no editor here; give the text as an argument or on standard input with -")
        edited = call.edit_text(text)
        if edited is None:
            raise Refused("the editor was left without a text; nothing was sent")
        text = edited
    if not text.strip():
        raise Usage("there is no text: give it as an argument, as - for standard input, or use --edit")
    return text.rstrip()


def files_of(call: Call, attach: str) -> tuple[NewFile, ...]:
    """Files named by *attach*, separated by commas, stored before the message that carries them."""
    found = []
    for name in filter(None, attach.split(",")):
        path = Path(name).expanduser()
        if not path.is_file():
            raise Refused(f"there is no file {name!r} to attach")
        found.append(call.desk.attach(path, path.name))
    return tuple(found)


def write(
    call: Call,
    ticket: int,
    role: Role,
    body: str,
    *,
    to: str = "",
    cc: str = "",
    bcc: str = "",
    attach: str = "",
    then: Status | None = None,
    wait: bool = False,
    later: int = 0,
) -> Outcome:
    """One message onto a ticket, and what became of it in plain words; with *wait* when that is known.

    *later*: it is said at that moment, in milliseconds; 0 is now.
    """
    message = NewMessage(
        role, body, to=addresses(to), cc=addresses(cc), bcc=addresses(bcc), files=files_of(call, attach), then=then
    )
    if later:
        if wait:
            raise Usage("either --at or --wait")
        return said_later(call, ticket, call.desk.write_later(ticket, message, later), later)
    change = call.desk.write(ticket, message)
    then_what = after_writing(call.desk, ticket, change.id, role)
    record = {"number": number_of(call.desk.label(ticket)), "change": change.id.hex(), "words": change.words}
    return told(call, Outcome(change.words, records=[record]), change.id, then_what, wait=wait)


def said_later(call: Call, ticket: int, change: "Change", at: int) -> Outcome:
    """What *change* put off until the moment *at*."""
    called = call.desk.label(ticket)
    record = {"number": number_of(called), "change": change.id.hex(), "words": change.words, "at": moment(at)}
    return Outcome(f"{change.words}; `outbox` shows it, undo takes it back", records=[record])


def told(call: Call, outcome: Outcome, change: bytes, then_what: str, *, wait: bool) -> Outcome:
    """*outcome* with what becomes of what *change* sends away: *then_what* for now, with *wait* how it ended."""
    from supportterm.commands.leaving import state_of, wait_until_gone

    ok = True
    if wait:
        ok, words = wait_until_gone(call, change)
        then_what = words or then_what
    records = [{**record, "state": state_of(call, change)} for record in outcome.records]
    words = f"{outcome.words}; {then_what}" if then_what else outcome.words
    return outcome._replace(words=words, records=records, ok=ok)


def addresses(text: str) -> tuple[str, ...]:
    found = tuple(a.strip() for a in text.split(",") if a.strip())
    wrong = [a for a in found if a.count("@") != 1 or any(c.isspace() for c in a)]
    if wrong:
        raise Usage(f"{wrong[0]!r} is not a mail address")
    return found

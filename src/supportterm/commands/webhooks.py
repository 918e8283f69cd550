"""`webhooks`: what programs elsewhere tell this desk and are told by it: set up, tried and looked at."""

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

import msgspec

from supportterm.commands.call import Asking, Call, Dim, Outcome
from supportterm.commands.kinds import WORD, Word
from supportterm.commands.registry import SHELL, command
from supportterm.commands.webhook_names import OutgoingName, WebhookName
from supportterm.core.incoming import Told, fill
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line

if TYPE_CHECKING:
    from supportterm.config.secrets import Secret

FileOrTicket = Annotated[str, WORD._replace(name="file or ticket")]


@command("webhooks", group="desk", examples=("webhooks", "webhooks --json"))
def webhooks(call: Call) -> Outcome:
    """List webhooks: what programs elsewhere tell this desk and are told by it, and what was wrong last.

    The desk file declares them, under `incoming:` and `webhooks:`. `supportterm serve` takes what comes in, the process
    that keeps the desk tells what goes out.
    """
    from supportterm.commands import webhook_words as words

    door = call.desk.webhooks
    counts, stands, waiting, troubles = door.counts(), door.stands(), door.waiting(), door.troubles()
    records: list[Mapping[str, object]] = []
    lines: list[str] = []
    for coming in door.incoming().values():
        has = words.signed(call, coming.name)
        records.append(words.record_in(coming, counts.get(coming.name), signed=has))
        lines += words.lines_in(call, coming, counts.get(coming.name), signed=has)
    for going in door.outgoing().values():
        has, name = words.signed(call, going.name), going.name
        stand, waits = stands.get(name), waiting.get(name, 0)
        records.append(words.record_out(call, going, stand, waits, troubles, signed=has))
        lines += words.lines_out(call, going, stand, waits, troubles, signed=has)
    none = "there are no webhooks; `incoming:` and `webhooks:` in a desk file declare them"
    return Outcome("" if lines else none, records=records, lines=lines or None)


@command("webhook secret", faces=(SHELL,), group="desk", examples=("webhook secret shop", "webhook secret shop --own"))
def secret(call: Call, webhook: WebhookName, *, own: bool = False, replace: bool = False) -> Outcome:
    """Make the secret of a webhook, and print it once, for the other side.

    With `--own` it is one that the other side made: it is asked for, or read from standard input. `--replace` makes
    another where there is one: what is signed with the old one is not taken any more.
    """
    from supportterm.commands.opening import secrets_of
    from supportterm.commands.signatures import kept_as
    from supportterm.config.secrets import Secret
    from supportterm.core.signing import SECRET_BYTES, new_secret

    secrets, name = secrets_of(call.desk.id), kept_as(webhook)
    if (source := secrets.source(name)) and not replace:
        raise Refused(f"{webhook} has a secret, from {source}; `--replace` makes another")
    made = _given(call) if own else Secret(new_secret(os.urandom(SECRET_BYTES)))
    where = f"it is {secrets.keep(name, made)}"
    if own:
        return Outcome(where)
    return Outcome(records=[{"webhook": webhook, "secret": made.reveal()}], lines=[made.reveal(), Dim(where)])


@command(
    "webhook try", faces=(SHELL,), group="desk", slow=True,
    examples=("webhook try shop delivery.json", "webhook try pager 12"),
)  # fmt: skip
def try_(call: Call, webhook: WebhookName, what: FileOrTicket) -> Outcome:
    """Say what would become of a delivery in a file or `-`; or tell a webhook of a ticket, now.

    Of what comes in nothing is changed. What goes out is told as the event `test`, and the answer is shown.
    """
    incoming = call.desk.webhooks.incoming().get(webhook)
    return _try_out(call, webhook, what) if incoming is None else _try_in(fill(incoming, _read(call, what)))


@command("webhook again", group="desk", examples=("webhook again", "webhook again pager"))
def again(call: Call, webhook: OutgoingName = "") -> Outcome:
    """Tell again what did not or may not have arrived, under the same ids; of one webhook or all.

    Also what was cut short when the process that tells died, and may have arrived.
    """
    return _decided(call, webhook, again=True)


@command("webhook forget", group="desk", examples=("webhook forget", "webhook forget pager"))
def forget(call: Call, webhook: OutgoingName = "") -> Outcome:
    """Forget what did not or may not have arrived, of one webhook or all: it is not told again."""
    return _decided(call, webhook, again=False)


def _decided(call: Call, name: str, *, again: bool) -> Outcome:
    door = call.desk.webhooks
    many = door.decide({name} if name else {one.webhook for one in door.troubles()}, again=again)
    if not many:
        return Outcome("nothing waits for you" + (f" at {name}" if name else ""))
    if again:
        from supportterm.commands.leaving import let_it_leave

        let_it_leave(call)
    events = "1 event" if many == 1 else f"{many} events"
    return Outcome(f"{events} will be told again" if again else f"{events} forgotten")


def _read(call: Call, file: Word) -> object:
    from pathlib import Path

    text = call.read_text() if file == "-" and call.read_text is not None else None
    try:
        raw = Path(file).expanduser().read_bytes() if text is None else text.encode()
        return msgspec.json.decode(raw)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{file} is not JSON: {error}") from None
    except OSError as error:
        raise Refused(f"{file} can't be read: {error.strerror}") from None


def _try_in(told: Told | None) -> Outcome:
    if told is None:
        return Outcome("nothing comes of it: `when` is not so", records=[{"counts": False}])
    said = dict(_said(told))
    lines = [f"{part:<12} {safe_line(str(text), 400)}" for part, text in said.items()]
    return Outcome(records=[{"counts": True, **said}], lines=lines)


def _try_out(call: Call, name: str, ticket: str) -> Outcome:
    from supportterm.backends.errors import RemoteError
    from supportterm.backends.outward import Outward
    from supportterm.commands.hook_telling import about
    from supportterm.commands.kinds import named
    from supportterm.commands.signatures import Signatures
    from supportterm.config.settings import load
    from supportterm.core.signing import headers

    try:
        number = named(ticket, call)
    except ValueError as error:
        raise Refused(str(error)) from None
    id = f"test_{os.urandom(16).hex()}"
    body = msgspec.json.encode({"id": id, **about(call.desk, "test", number, None)})
    out = Outward(load().webhook_hosts)
    try:
        signed = headers(Signatures(call.desk.id)(name), id, call.now // 1000, body)
        out.post(call.desk.webhooks.outgoing()[name].url, signed, body)
    except RemoteError as error:
        return Outcome(str(error), records=[{"told": False, "words": str(error)}], ok=False)
    finally:
        out.close()
    return Outcome(f"{name} has it", records=[{"told": True, "id": id}])


def _given(call: Call) -> "Secret":
    from supportterm.commands.usage import Usage
    from supportterm.config.secrets import Secret

    if call.ask is not None:
        text = call.ask(Asking("Secret of the other side", hidden=True))
    elif call.read_text is not None:
        text = call.read_text().partition("\n")[0]
    else:
        raise Usage("the secret is missing: give it on standard input")
    if not text.strip():
        raise Usage("the secret is empty; nothing was stored")
    return Secret(text.strip())


def _said(told: Told) -> Iterator[tuple[str, object]]:
    for part in ("subject", "body", "email", "phone", "person", "key"):
        if text := getattr(told, part):
            yield part, text
    if told.priority is not None:
        yield "priority", told.priority.word
    if told.status is not None:
        yield "status", told.status.word
    yield from ((f"field.{name}", text) for name, text in told.fields.items())

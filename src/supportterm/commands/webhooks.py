"""`webhooks`, `webhook secret`, `webhook try`: what programs elsewhere tell this desk, set up and looked at."""

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

import msgspec

from supportterm.commands.call import Asking, Bold, Call, Dim, Outcome
from supportterm.commands.kinds import WORD, Completion, Path
from supportterm.commands.records import moment
from supportterm.commands.registry import SHELL, command
from supportterm.core.incoming import Told, fill
from supportterm.core.moments import ago_words
from supportterm.core.query.errors import did_you_mean
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line

if TYPE_CHECKING:
    from supportterm.config.secrets import Secret
    from supportterm.core.incoming import Incoming
    from supportterm.desk.webhooks import Count

_LONGEST = 160


def _webhook(words: list[str], call: Call) -> str:
    there = call.desk.webhooks.incoming()
    if words[0] not in there:
        hint = did_you_mean(words[0], there, f"there are: {', '.join(there) or 'none yet'}")
        raise ValueError(f"there is no webhook {words[0]!r}; {hint}")
    return words[0]


def _webhooks(prefix: str, call: Call) -> Iterable[Completion]:
    there = call.desk.webhooks.incoming().values()
    return (Completion(one.name, one.title) for one in there if one.name.startswith(prefix))


WebhookName = Annotated[str, WORD._replace(name="webhook", parse=_webhook, complete=_webhooks)]


@command("webhooks", group="desk", examples=("webhooks", "webhooks --json"))
def webhooks(call: Call) -> Outcome:
    """List webhooks: what programs elsewhere tell this desk, how often they did and what was wrong last.

    The desk file declares them (`incoming:`), `supportterm serve` takes what they tell.
    """
    from supportterm.commands.opening import secrets_of
    from supportterm.commands.signatures import kept_as

    door = call.desk.webhooks
    there, counts = door.incoming(), door.counts()
    secrets = secrets_of(call.desk.id)
    signed = {name: bool(secrets.source(kept_as(name))) for name in there}
    lines = [line for one in there.values() for line in _lines(call, one, counts.get(one.name), signed[one.name])]
    return Outcome(
        "" if there else "there are no webhooks; `incoming:` in a desk file declares them",
        records=[_record(one, counts.get(one.name), signed[one.name]) for one in there.values()],
        lines=lines or None,
    )


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


@command("webhook try", faces=(SHELL,), group="desk", examples=("webhook try shop delivery.json",))
def try_(call: Call, webhook: WebhookName, file: Path) -> Outcome:
    """Say what a webhook would make of a delivery whose JSON stands in a file, or is read from `-`."""
    from pathlib import Path as File

    text = call.read_text() if file == "-" and call.read_text is not None else None
    try:
        raw = File(file).expanduser().read_bytes() if text is None else text.encode()
        sent = msgspec.json.decode(raw)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{file} is not JSON: {error}") from None
    except OSError as error:
        raise Refused(f"{file} can't be read: {error.strerror}") from None
    told = fill(call.desk.webhooks.incoming()[webhook], sent)
    if told is None:
        return Outcome("nothing comes of it: `when` is not so", records=[{"counts": False}])
    said = dict(_said(told))
    lines = [f"{part:<12} {safe_line(str(text), 400)}" for part, text in said.items()]
    return Outcome(records=[{"counts": True, **said}], lines=lines)


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


def _lines(call: Call, one: "Incoming", count: "Count | None", signed: bool) -> Iterator[str]:
    came = "nothing came yet"
    if count is not None and count.last is not None:
        came = f"{count.taken:,} came, the last {ago_words(call.now - count.last)}"
    yield Bold(f"{one.name:<20} {'off' if one.off else came}")
    base = call.desk.portal.address
    yield Dim(f"    POST {base or 'the address of `supportterm serve`'}/hooks/{one.name}")
    if not signed:
        yield f"    no secret yet: `webhook secret {one.name}` makes one"
    if count is not None and count.refused_at is not None and count.refused_at > (count.last or 0):
        yield f"    refused {ago_words(call.now - count.refused_at)}: {safe_line(count.why, _LONGEST)}"


def _record(one: "Incoming", count: "Count | None", signed: bool) -> Mapping[str, object]:
    return {
        "name": one.name, "title": one.title, "off": one.off, "secret": signed,
        "taken": count.taken if count else 0, "last": moment(count.last) if count else None,
        "refused": count.refused if count else 0, "refused_at": moment(count.refused_at) if count else None,
        "why": (count.why or None) if count else None,
    }  # fmt: skip

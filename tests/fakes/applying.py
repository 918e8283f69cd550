"""Steps of our client at the fake help desk: each is done whole, or refused with nothing done."""

from typing import TYPE_CHECKING

from fakes.rules import POISON, US
from supportterm.backends import errors
from supportterm.core.nouns import Value
from supportterm.core.remote import (
    AnyStep,
    MergeTickets,
    OpenTicket,
    OutFile,
    PutArticle,
    Receipt,
    RemoteArticle,
    RemoteTicket,
    Say,
    SetFields,
)

if TYPE_CHECKING:
    from fakes.remote import FakeRemote

Tags = tuple[str, ...] | None


def apply(remote: "FakeRemote", step: AnyStep, tags: Tags, contents: tuple[bytes, ...]) -> Receipt:
    known = remote.ledger.answers.get(step.marker) if remote.rules.marker == "key" else None
    if known is not None:
        return known
    receipt = _apply(remote, step, tags, contents)
    if isinstance(step, Say | OpenTicket):
        remote.ledger.answers[step.marker] = receipt
    return receipt


def _apply(remote: "FakeRemote", step: AnyStep, tags: Tags, contents: tuple[bytes, ...]) -> Receipt:
    marker = step.marker if remote.rules.marker == "stored" else ""
    match step:
        case OpenTicket():
            _text(step.subject + step.body)
            _values(remote, step.values)
            key = remote.open(
                step.subject, step.requester, step.body, marker=marker, ours=True, values=step.values, tags=step.tags,
                files=_files(step.files, contents),
            )  # fmt: skip
            remote.arrived(step, key, key, step.body)
            return Receipt(key, remote.ledger.tickets[key].version, key)
        case Say():
            _text(step.body)
            alive(remote, step.key)
            made = remote.say(
                step.key, step.role, step.body, agent=step.agent, marker=marker, files=_files(step.files, contents)
            )
            remote.arrived(step, step.key, made, step.body)
            return Receipt(made)
        case SetFields():
            return _set(remote, step, tags)
        case MergeTickets():
            alive(remote, step.key)
            alive(remote, step.into)
            remote.merge(step.key, step.into, US)
            remote.arrived(step, step.key, step.key, "")
            return Receipt(step.key, remote.ledger.tickets[step.key].version)
        case PutArticle():
            return _put(remote, step)


def alive(remote: "FakeRemote", key: str) -> RemoteTicket:
    """Raises NotThere, and says where it goes on when it was merged."""
    ticket = remote.ticket(key)
    if ticket.merged_into:
        raise errors.NotThere(f"{key} was merged into {ticket.merged_into}", ticket.merged_into)
    return ticket


def _set(remote: "FakeRemote", step: SetFields, tags: Tags) -> Receipt:
    ticket = alive(remote, step.key)
    if remote.rules.guard == "atomic" and step.version != ticket.version:
        raise errors.Conflict("it was changed since", ticket.values())
    _values(remote, step.values)
    if tags is None:
        tags = tuple(sorted((set(ticket.tags) | set(step.add)) - set(step.remove)))
    remote.change(step.key, US, step.values, tags, marker=step.marker)
    remote.arrived(step, step.key, step.key, "")
    return Receipt(step.key, remote.ledger.tickets[step.key].version)


def _put(remote: "FakeRemote", step: PutArticle) -> Receipt:
    if step.key:
        there = remote.ledger.articles.get(step.key)
        if there is None:
            raise errors.NotThere(f"there is no article {step.key}")
        if there.version != step.version:
            raise errors.Conflict("the article was changed since")
    key = remote.put_article(
        RemoteArticle(
            step.key, "", step.title, step.body, 0, step.section, step.tags, step.visibility, step.state, author=US
        )
    )
    remote.arrived(step, key, key, "")
    return Receipt(key, remote.ledger.articles[key].version)


def _files(files: tuple[OutFile, ...], contents: tuple[bytes, ...]) -> dict[str, bytes]:
    if len(files) != len(contents):
        raise errors.Invalid("a file is named that did not come")
    return {file.name: content for file, content in zip(files, contents, strict=True)}


def _text(text: str) -> None:
    if POISON in text:
        raise errors.Invalid("this text is not taken")


def _values(remote: "FakeRemote", values: dict[str, Value]) -> None:
    """Raises Invalid, naming the field and what is not known there."""
    known: dict[str, tuple[Value, ...]] = {
        "status": remote.rules.statuses,
        "assignee": (None, *remote.rules.agents),
        "team": (None, *remote.rules.teams),
    }
    for field in sorted(known.keys() & values.keys()):
        if values[field] not in known[field]:
            words = f"{field}: {values[field]} is not known here"
            raise errors.Invalid(words, {field: words})

"""What can be changed on a desk."""

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from supportterm.desk.doors import Doors
from supportterm.store.connection import Journal, Store, create

if TYPE_CHECKING:
    from supportterm.core.nouns import Value
    from supportterm.core.operations import Planned, What
    from supportterm.core.writing import Draft, NewFile, NewMessage, NewTicket
    from supportterm.store.bulk import Bulk
    from supportterm.store.deciding import Choice
    from supportterm.store.declaring import Plan
    from supportterm.store.stroke import Change, Stroke

Verb = Callable[..., "list[Planned]"]
Step = tuple[Verb, Mapping[str, Any]]


def now_ms() -> int:
    return time.time_ns() // 1_000_000


class Desk(Doors):
    """An open desk, and who is at it.

    Every write is one transaction. It raises `Refused` when it can't be, `StoreError` when the machine says no; in
    both cases nothing has changed. When it returns, the machine may die and it is there.
    """

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        me: str = "",
        clock: Callable[[], int] = now_ms,
        random: Callable[[int], bytes] = os.urandom,
        read_only: bool = False,
        journal: Journal | None = None,
        undo_window: float = 10.0,
    ) -> Self:
        """The desk at *path* as the agent *me* sees it. Raises StoreError when it is none or can't be used here.

        *undo_window*: seconds that what is written to customers waits before it leaves, so that it can be taken back.
        """
        return cls(Store(Path(path), read_only=read_only, journal=journal), me, clock, random, int(undo_window * 1000))

    @classmethod
    def create(cls, path: Path | str, name: str, *, journal: Journal | None = None, **opening: Any) -> Self:
        """Make an empty desk at *path* and open it as `open` does. Raises StoreError when something is there."""
        create(Path(path), name, journal=journal)
        return cls.open(path, **opening)

    def close(self) -> None:
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- tickets

    def change(self, tickets: int | Iterable[int], verb: Verb, /, **arguments: Any) -> "Change":
        """A verb of core/verbs.py on each ticket, all in one stroke."""
        return self.change_many(tickets, [(verb, arguments)])

    def change_many(self, tickets: int | Iterable[int], steps: Sequence[Step]) -> "Change":
        """Verbs with their arguments on each ticket in turn, all in one stroke."""
        from supportterm.store.authoring import carry_out

        numbers = [tickets] if isinstance(tickets, int) else list(dict.fromkeys(tickets))
        rules = self.rules()
        with self._stroke() as stroke:
            for number in numbers:
                carry_out(stroke, rules, number, steps)
        return stroke.change

    def create_ticket(self, new: "NewTicket", *, draft: str = "") -> "Change":
        """A ticket on somebody's behalf; its number is in the answer. The *draft* it was written as goes with it."""
        from supportterm.store.authoring import create_ticket

        rules = self.rules()
        with self._stroke() as stroke:
            create_ticket(stroke, rules, new)
            self._take_draft(stroke, 0, draft)
        return stroke.change

    def write(self, ticket: int, new: "NewMessage", *, draft: str = "") -> "Change":
        """A message onto a ticket. The *draft* it was written as (its kind) goes in the same moment.

        Raises MovedOn when its author has not seen what came since.
        """
        from supportterm.store.authoring import write

        rules = self.rules()
        with self._stroke() as stroke:
            write(stroke, rules, ticket, new)
            self._take_draft(stroke, ticket, draft)
        return stroke.change

    def split(self, ticket: int, messages: Iterable[int], *, subject: str = "") -> "Change":
        """Messages that customers wrote on a ticket go on as a ticket of their own, whose id is the change's last."""
        from supportterm.store.authoring import split

        rules = self.rules()
        with self._stroke() as stroke:
            split(stroke, rules, ticket, tuple(messages), subject)
        return stroke.change

    def write_later(self, ticket: int, new: "NewMessage", at: int, *, draft: str = "") -> "Change":
        """A message that the keeper says at the moment *at*; until then it lies in the outbox, and undo takes it back.

        Raises MovedOn as `write` does.
        """
        from supportterm.store import later

        rules = self.rules()
        with self._stroke() as stroke:
            later.write(stroke, rules, ticket, new, at)
            self._take_draft(stroke, ticket, draft)
        return stroke.change

    def attach(self, content: Path | bytes, name: str, media_type: str = "", inline_id: str = "") -> "NewFile":
        """Keep a file's content, before the message that names it."""
        from supportterm.store.files import new_file

        return new_file(self._files, content, name, media_type, inline_id)

    # --- people, organizations, knowledge, what the desk defines

    def put_person(
        self,
        *,
        email: str | None = None,
        name: str | None = None,
        phone: str | None = None,
        organization: int | None = None,
        title: str | None = None,
        notes: str | None = None,
        id: int | None = None,
    ) -> int:
        """The number of a person found by number or address, or made, with what is given; None leaves a field."""
        from supportterm.store.authoring import put_person

        given = {"email": email, "name": name, "phone": phone, "title": title, "notes": notes}
        with self._stroke() as stroke:
            return put_person(stroke, id, {**given, "organization": organization})

    def person_with(self, email: str) -> int:
        """The number of the person with this address, got to know if need be; undo does not forget them."""
        from supportterm.store.authoring import person_with

        with self._stroke() as stroke:
            return person_with(stroke, email)

    def put_organization(
        self,
        *,
        name: str | None = None,
        domain: str | None = None,
        segment: str | None = None,
        manager: str | None = None,
        notes: str | None = None,
        id: int | None = None,
    ) -> int:
        """The number of an organization found by number or name, or made, with what is given."""
        from supportterm.store.authoring import put_organization

        given = {"name": name, "domain": domain, "segment": segment, "manager": manager, "notes": notes}
        with self._stroke() as stroke:
            return put_organization(stroke, id, given)

    def put_article(
        self,
        *,
        slug: str | None = None,
        title: str | None = None,
        body: str | None = None,
        section: str | None = None,
        tags: tuple[str, ...] | None = None,
        visibility: str | None = None,
        state: str | None = None,
        reviewer: str | None = None,
        remark: str | None = None,
        id: int | None = None,
    ) -> int:
        """The number of an article found by number or slug, or made; a new version when anything differs."""
        from supportterm.store.authoring import put_article

        given = {"slug": slug, "title": title, "body": body, "section": section, "tags": tags, "remark": remark}
        with self._stroke() as stroke:
            return put_article(stroke, id, {**given, "visibility": visibility, "state": state, "reviewer": reviewer})

    def define(self, what: "What", name: str, spec: Mapping[str, object] | None) -> "Change":
        """The desk has a team, agent, macro, view or field of this name; None takes it away."""
        from supportterm.store.authoring import define

        with self._stroke() as stroke:
            define(stroke, what, name, spec)
        return stroke.change

    def declare(
        self, organizations: Mapping[str, Mapping[str, str]], named: Iterable[str], plan: "Plan", *, words: str
    ) -> "Change":
        """What a desk file says of *organizations* is so, and the desk defines what *plan* asks for; one stroke.

        *plan* is given what the desk defines and the numbers of the organizations that are *named*; *words* say it.
        """
        from supportterm.store.declaring import declare

        with self._stroke() as stroke:
            declare(stroke, organizations, named, plan)
            stroke.words = words
        return stroke.change

    # --- what leaves, and what comes from elsewhere

    def decide(self, entry: bytes, choice: "Choice | Mapping[str, Choice | Value]") -> "Change":
        """What a person says of something in the outbox that can't go on by itself.

        `again`, `arrived` or `discard`; or for each field in conflict `mine`, `theirs` or another value. Raises Refused
        when that can't be said of it, or it has gone on meanwhile.
        """
        from supportterm.core.permissions import Right
        from supportterm.store.deciding import decide

        self._must_be(Right.WORK, "deciding what leaves")
        with self._made_strokes().begin(self.actor, "take") as stroke:
            ticket = decide(stroke, entry, choice)
        self._changed((ticket,))
        return stroke.change

    # --- drafts, and what was seen

    def save_draft(self, draft: "Draft") -> None:
        """Keep what is being written; also on a desk that somebody upgraded, and on a full disk."""
        from supportterm.store.drafts import save

        save(self._store, self.me, draft, self.clock())

    def keep_version(self, draft: "Draft") -> None:
        """Keep what a draft says now among its earlier texts: another text is to take its place."""
        from supportterm.store.drafts import keep_version

        keep_version(self._store, self.me, draft, self.clock())

    def drop_draft(self, ticket: int, kind: str) -> None:
        """It was sent or thrown away; its text stays among the versions."""
        from supportterm.store.drafts import drop

        drop(self._store, self.me, ticket, kind, self.clock())

    def mark_seen(self, ticket: int, upto: int | None = None) -> None:
        """The agent has seen all there is on *ticket*, or its messages up to one.

        If the machine dies it may be unread again.
        """
        from supportterm.store import attention
        from supportterm.store.seen import mark_seen

        newest = self.ticket(ticket).last_message if upto is None else upto
        old = self.seen(ticket) >= newest and not self._read(attention.is_for, self.me, ticket)
        if old or self.read_only:
            return
        with self._store.writing(durable=False) as connection:
            mark_seen(connection, self.me, ticket, newest)
            attention.looked(connection, self.me, ticket)
        self._tell((ticket,))

    def mark_unseen(self, ticket: int) -> None:
        """The last message is new to the agent again."""
        from supportterm.store.seen import mark_unseen

        self.ticket(ticket)
        with self._store.writing(durable=False) as connection:
            mark_unseen(connection, self.me, ticket)
        self._tell((ticket,))

    # --- history, and others

    def bulk(self, source: str = "import", *, unread: bool = False) -> "Bulk":
        """The door for history: nothing fires, pages of many operations are committed at a time.

        Tickets that come through it count as seen by everybody; with *unread* by nobody.
        """
        from supportterm.core.permissions import Right
        from supportterm.store.bulk import Bulk
        from supportterm.store.seen import History

        self._must_be(Right.RUN, "importing")
        history = None if unread or self.read_only else self._read(History, self.clock())

        def committed() -> None:
            if history is not None:
                with self._store.writing(durable=False) as connection:
                    history.mark_seen(connection)
            self.refresh()
            self._tell(())

        return Bulk(self._store, self._made_strokes(), self._files, self.clock, source, committed)

    def poll(self) -> bool:
        """Whether another process has changed something since the last call."""
        changed = self._store.changed_elsewhere()
        if changed:
            self.refresh()
        return changed

    def claim(self) -> None:
        """This file is the desk from now on, not a copy of it."""
        from supportterm.core.permissions import Right
        from supportterm.store.identity import claim
        from supportterm.store.settling import doubt
        from supportterm.store.webhooks import claimed

        self._must_be(Right.RUN, "saying which copy counts")
        with self._store.writing() as connection:
            claim(connection, self.path)
            doubt(connection, self.clock())  # the original may have sent what waits
            claimed(connection)
        self._strokes = None

    def _take_draft(self, stroke: "Stroke", ticket: int, kind: str) -> None:
        if kind:
            from supportterm.store.drafts import take

            take(stroke.work.connection, self.me, ticket, kind, stroke.now)

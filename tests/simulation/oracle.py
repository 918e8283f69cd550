"""What must hold after every step, whatever happened. Looks only at what is new, so that it costs little."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from simulation.world import NAME, Violation, World
from supportterm.core.merge import Shadow, Wish, difference, shown
from supportterm.core.nouns import Value
from supportterm.core.outbox import EDGES, State
from supportterm.store import tickets

if TYPE_CHECKING:
    from supportterm.store.outbox import ConflictRow, Entry

_PUBLIC = "role IN (0, 1)"


class Sent:
    """What is known of one entry of the outbox from the outside."""

    def __init__(self, seq: int, ticket: int, kind: str, actor: str, message: int | None) -> None:
        self.seq = seq
        self.ticket = ticket
        self.kind = kind
        self.actor = actor
        self.message = message
        self.body = ""
        self.state: State | None = None
        self.states: set[State] = set()
        self.base: dict[str, Value] = {}
        self.values: dict[str, Value] = {}
        self.seen: frozenset[int] = frozenset()
        """Public messages that its author had before them."""
        self.made = ""
        """Key of the ticket in which it took effect; when that was deleted there, it may be made once more."""
        self.times = 0
        """How often it took effect."""
        self.decided = False

    @property
    def unclear(self) -> bool:
        """A person was asked, or its ticket went away there, while nobody knew whether it had arrived."""
        repeated = State.UNCERTAIN in self.states and bool({State.CONFLICT, State.REJECTED} & self.states)
        return State.ASKING in self.states or repeated


class Oracle:
    def __init__(self, world: World) -> None:
        self._world = world
        self.sent: dict[bytes, Sent] = {}
        self.by_body: dict[str, list[Sent]] = defaultdict(list)
        self._confirmed: list[str] = []
        self._known: set[int] = set()
        """Messages that the desk had before this step."""
        self._last = {"outbox": 0, "step": 0, "log": 0, "arrival": 0, "write": 0}
        self._over: dict[tuple[str, str], tuple[int, Value]] = {}
        """For each field of a ticket there: the ticket here, and what ours went over unseen, while ours stands."""
        self._ours: dict[tuple[str, str], bool] = {}
        """For each field of a ticket there, whether what it is came from here."""
        self._asked: set[tuple[int, str, str]] = set()
        """(ticket, field, theirs as JSON) of all that people were asked."""
        self._newest: dict[int, int] = defaultdict(int)
        """For each ticket the place in the queue of what took effect last."""

    def check(self) -> None:
        """Raises Violation."""
        touched = self._new_entries() | self._new_states()
        self._arrivals()
        self._writes()
        touched |= self._log()
        self._rows_are_right(touched)
        for body in self._confirmed:
            self._demand(body in self.by_body, "I14", f"{body!r} was saved and is not there")
        self._confirmed.clear()

    # --- what the steps tell

    def confirmed(self, body: str) -> None:
        """The desk said that this is saved."""
        self._confirmed.append(body)

    def decided(self, entry: "Entry", choice: object, rows: "Sequence[ConflictRow]") -> None:
        """A person looked: what they saw is what they decided on."""
        self.check()
        sent = self.sent[entry.id]
        sent.decided = True
        sent.seen = self._public(sent)
        if choice == "discard" and sent.kind == "say":
            lost = self._world.rows(
                "SELECT body FROM message WHERE id = ? EXCEPT SELECT body FROM draft "
                "EXCEPT SELECT body FROM draft_version",
                sent.message,
            )
            self._demand(not lost, "I1", f"{lost} was discarded and is in no draft")
        if isinstance(choice, Mapping):
            for row in rows:  # theirs is put back where ours went over it
                sent.base[row.field] = row.mine if choice[row.field] == "theirs" else row.theirs

    def after_kill(self) -> None:
        """A program ended: the file is whole."""
        if self._world.killed % 8 == 0:
            damage = self._world.damage("quick_check")
            self._demand(not damage, "I14", f"the file is damaged: {damage}")
        count = self._world.rows("SELECT count(*) FROM outbox WHERE seq <= ?", self._last["outbox"])[0][0]
        self._demand(count == len(self.sent), "I14", "something saved is not there any more")

    def check_all_rows(self) -> None:
        """Every ticket's row, also of those that nothing happened to."""
        self._rows_are_right({row[0] for row in self._world.rows("SELECT id FROM ticket")})

    # --- what is new

    def _new_entries(self) -> set[int]:
        found = self._world.rows(
            "SELECT seq, id, ticket, kind, actor, message, what FROM outbox WHERE seq > ? ORDER BY seq",
            self._last["outbox"],
        )
        for seq, id, ticket, kind, actor, message, what in found:
            sent = self.sent[id] = Sent(seq, ticket, kind, actor, message)
            self._last["outbox"] = seq
            if kind == "set":
                wish = msgspec.json.decode(what, type=Wish)
                sent.base, sent.values = dict(wish.base), dict(wish.values)
            if message is not None:
                sent.seen = self._public(sent)
                sent.body = self._world.rows("SELECT body FROM message WHERE id = ?", message)[0][0]
            if sent.body:
                self.by_body[sent.body].append(sent)
        return {row[2] for row in found}

    def _new_states(self) -> set[int]:
        found = self._world.rows(
            "SELECT rowid, entry, state, words FROM outbox_step WHERE rowid > ? ORDER BY rowid", self._last["step"]
        )
        touched = set()
        for rowid, id, word, words in found:
            self._last["step"] = rowid
            sent, state = self.sent[id], State(word)
            touched.add(sent.ticket)
            self._world.said("  ", sent.kind, sent.seq, f"on #{sent.ticket}", sent.state or "", "→", word, words)
            legal = state is State.QUEUED if sent.state is None else state in EDGES[sent.state]
            self._demand(legal, "I8", f"{sent.kind} {sent.seq} went from {sent.state} to {state}")
            sent.state = state
            sent.states.add(state)
            if state is State.SENDING:
                self._leaves(id, sent)
            if state is State.CONFLICT:
                found = self._world.rows("SELECT field, theirs FROM conflict WHERE entry = ?", id)
                self._asked.update((sent.ticket, field, theirs) for field, theirs in found)
        return touched

    def _leaves(self, id: bytes, sent: Sent) -> None:
        fence = self._world.rows("SELECT fence FROM outbox WHERE id = ?", id)[0][0]
        self._demand(fence in ("", self._world.fence), "I7", f"{sent.kind} {sent.seq} is sent by {fence}")
        role = self._world.rows("SELECT role FROM message WHERE id = ?", sent.message)
        if State.UNCERTAIN in sent.states and self._world.kind.rules.marker == "key":
            return  # sending it again is how it is looked up
        if sent.kind == "say" and role and role[0][0] == 1:
            unseen = (self._public(sent, " AND NOT hidden") & self._known) - sent.seen
            self._demand(not unseen, "I12", f"reply {sent.seq} leaves past {sorted(unseen)}")

    def _public(self, sent: Sent, more: str = "") -> frozenset[int]:
        """What of the ticket's public messages is here; also what was taken back, and may be brought back."""
        return frozenset(
            row[0]
            for row in self._world.rows(
                f"SELECT id FROM message WHERE ticket = ? AND {_PUBLIC} AND ifnull(agent, '') <> ? AND id <> ?{more}",
                sent.ticket, sent.actor, sent.message or 0,
            )
        )  # fmt: skip

    def _arrivals(self) -> None:
        arrivals = self._world.remote.arrivals
        for arrival in arrivals[self._last["arrival"] :]:
            sent = self.sent.get(bytes.fromhex(arrival.marker.replace("-", "")))
            if sent is None:
                raise self._violation("I2", f"{arrival} was never saved")
            sent.times += 1
            self._world.said("   there:", arrival.kind, sent.seq, arrival.key)
            self._demand(State.SENDING in sent.states, "I7", f"{sent.kind} {sent.seq} was sent and not written down")
            if arrival.kind in ("Say", "OpenTicket"):
                if sent.times > 1 and sent.made in self._world.remote.ledger.tickets:
                    raise self._violation("I2", f"{sent.kind} {sent.seq} is there twice")
                twice = sent.body and self._world.remote.bodies[sent.body] > sent.times
                self._demand(not twice, "I2", f"{sent.body!r} is there twice")
                sent.made = arrival.key
                newest = self._newest[sent.ticket]
                self._demand(newest <= sent.seq, "I3", f"{sent.kind} {sent.seq} arrived after {newest}")  # else I2's
                self._newest[sent.ticket] = sent.seq
            if sent.state is State.CANCELLED:
                self._demand(sent.unclear, "I11", f"{sent.kind} {sent.seq} was cancelled and is there")
        self._last["arrival"] = len(arrivals)
        for sent in self.sent.values() if self._world.steps % 50 == 0 else ():
            if sent.state is State.ACKED and sent.kind in ("say", "open"):
                self._demand(sent.times >= 1, "I9", f"{sent.kind} {sent.seq} is said to be there and is not")

    def _writes(self) -> None:
        writes, rules = self._world.remote.writes, self._world.kind.rules
        for write in writes[self._last["write"] :]:
            ours = self._ours.get((write.key, write.field), False)
            if write.before != write.value:
                self._over.pop((write.key, write.field), None)  # what is not the last word any more needs none
                self._ours[write.key, write.field] = bool(write.marker)
            if not write.marker or (rules.guard != "atomic" and not rules.history):
                continue
            sent = self.sent[bytes.fromhex(write.marker.replace("-", ""))]
            fine = write.before in (sent.base.get(write.field), write.value)
            if not fine and rules.guard != "atomic":
                if ours:  # one of ours that came late went over another of ours
                    continue
                self._over[write.key, write.field] = sent.ticket, write.before
                continue
            self._demand(fine, "I4", f"set {sent.seq} overwrote {write}, having seen {sent.base.get(write.field)!r}")
        self._last["write"] = len(writes)

    def nothing_overwritten_in_silence(self) -> None:
        """Where the history tells of what we went over, a person was asked."""
        for (key, field), (ticket, theirs) in self._over.items():
            told = self._world.remote.ledger.tickets.get(key)
            if told is not None and not told.merged_into:
                asked = (ticket, field, msgspec.json.encode(theirs).decode()) in self._asked
                self._demand(asked, "I4", f"{field} of {key} was {theirs!r}, and nobody was asked")

    def _log(self) -> set[int]:
        found = self._world.rows(
            "SELECT seq, subject, kind, CAST(payload AS TEXT) FROM operation WHERE seq > ? AND subject_kind = 'ticket' "
            "ORDER BY seq",
            self._last["log"],
        )
        for seq, _, kind, payload in found:
            self._last["log"] = seq
            if kind == "message":
                self._known.add(msgspec.json.decode(payload)["message"])
        return {row[1] for row in found}

    # --- rows

    def _rows_are_right(self, numbers: set[int]) -> None:
        """What is shown is what the remote told with what waits on top."""
        for number in numbers:
            found = self._world.rows(
                "SELECT shadow FROM replica WHERE kind = 'ticket' AND local = ? AND connection = ?", number, NAME
            )
            if not found or not found[0][0]:
                continue
            shadow = msgspec.json.decode(found[0][0], type=Shadow)
            ticket = tickets.load(self._world.observer, number)
            if ticket is None or ticket.merged_into is not None:
                continue
            wishes = self._world.rows(
                "SELECT what FROM outbox WHERE ticket = ? AND kind = 'set' AND state NOT IN ('acked', 'cancelled') "
                "ORDER BY seq",
                number,
            )
            wanted = shown(shadow, [msgspec.json.decode(row[0], type=Wish) for row in wishes])
            wanted.values.pop("due", None)
            wrong = difference(ticket, wanted)
            self._demand(wrong == ({}, (), ()), "I10", f"#{number} is shown otherwise than {wrong}")

    def _demand(self, fine: bool, which: str, words: str) -> None:
        if not fine:
            raise self._violation(which, words)

    def _violation(self, which: str, words: Any) -> Violation:
        return Violation(f"{which}: {words}")

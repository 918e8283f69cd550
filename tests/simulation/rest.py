"""When all faults have ended and everybody has decided, everything must come to rest, and be the same on both sides."""

from typing import TYPE_CHECKING, Final

from fakes.remote import SICK
from simulation.oracle import Oracle
from simulation.world import NAME, Violation, World
from supportterm.core.merge import value_of
from supportterm.core.outbox import State
from supportterm.core.remote import TicketGone
from supportterm.store import tickets
from supportterm.store.audit import audit
from supportterm.sync.engine import Engine

if TYPE_CHECKING:
    from simulation.people import People

_PATIENCE: Final = 4_000
"""Steps of the keeper after which it should have come to rest."""


class Rest:
    def __init__(self, world: World, oracle: Oracle, people: "People") -> None:
        self._world = world
        self._oracle = oracle
        self._people = people

    def come(self) -> None:
        """No fault any more, until nothing is left to do. Raises Violation when that does not end."""
        world = self._world
        world.said("all faults end")
        world.fuse = None
        world.wire.badness, world.wire.down, world.wire.expired = 0.0, False, False
        keeper = world.start_keeper()
        keeper.try_now()
        self._well(keeper)
        world.remote.sick = False
        world.said("the server is well")
        quiet = 0
        for _ in range(_PATIENCE):
            self._go_on(keeper)
            idle = not world.wire.late and not world.rows(
                "SELECT 1 FROM outbox WHERE state NOT IN ('acked', 'cancelled')"
            )
            quiet = quiet + 1 if idle else 0
            if quiet > 24 + world.kind.rules.lag // 1000:  # some of them only pass the time between two looks
                return
        left = world.rows("SELECT kind, seq, state, words FROM outbox WHERE state NOT IN ('acked', 'cancelled')")
        raise Violation(f"I5: it does not come to rest: {left}")

    def _well(self, keeper: Engine) -> None:
        """What the server can't take without falling ill delays its own ticket alone."""
        for _ in range(_PATIENCE):
            self._go_on(keeper)
            heads = self._world.rows(
                "SELECT ifnull(message.body, '') FROM outbox LEFT JOIN message ON message.id = outbox.message "
                "WHERE seq IN (SELECT min(seq) FROM outbox WHERE state NOT IN ('acked', 'cancelled') GROUP BY ticket)"
            )
            if all(SICK in body for (body,) in heads):
                return
        raise Violation(f"I15: what can't leave holds up others: {heads}")

    def _go_on(self, keeper: Engine) -> None:
        self._people.decide_all()
        wait = keeper.step()
        self._world.said("keeper", wait)
        self._oracle.check()
        self._world.passes(min(wait, 30_000))

    def compare(self) -> None:
        """Desk and remote are the same; all that was saved is there once, or was taken back. Raises Violation."""
        self._oracle.check_all_rows()
        self._oracle.nothing_overwritten_in_silence()
        for line in self._world.remote.ledger.log:
            if isinstance(line.item, TicketGone):
                self._gone(line.key)
        for key in self._world.remote.ledger.tickets:
            self._ticket(key)
        self._saved()
        said = audit(self._world.path)
        if not said.ok:
            raise Violation(f"I13: {said.words}")
        damage = self._world.damage("integrity_check")
        if damage:
            raise Violation(f"I14: the file is damaged: {damage}")

    def _saved(self) -> None:
        bodies = self._world.remote.bodies
        for body, all_sent in self._oracle.by_body.items():
            states = {sent.state for sent in all_sent}
            expected = 1 if State.ACKED in states else 0
            unclear = any(sent.unclear or sent.times > 1 for sent in all_sent)
            if bodies[body] != expected and not (unclear and bodies[body] in (0, max(s.times for s in all_sent))):
                raise Violation(f"I1: {body!r} is there {bodies[body]} times, and {sorted(map(str, states))} here")

    def _local(self, kind: str, key: str) -> int | None:
        found = self._world.rows(
            "SELECT local FROM replica WHERE connection = ? AND kind = ? AND key = ?", NAME, kind, key
        )
        return found[0][0] if found else None

    def _gone(self, key: str) -> None:
        number = self._local("ticket", key)
        ticket = tickets.load(self._world.observer, number) if number is not None else None
        shadow = self._world.rows("SELECT shadow FROM replica WHERE kind = 'ticket' AND key = ?", key)
        if self._world.kind.rules.marker != "stored" and shadow == [("",)]:
            return  # it went away while the stranger's copy of it was the one that is known; see `_messages`
        if ticket is not None and not ticket.gone:
            raise Violation(f"I6: ticket {key} is gone there and not here")

    def _ticket(self, key: str) -> None:
        told = self._world.remote.ledger.tickets[key]
        number = self._local("ticket", key)
        ticket = tickets.load(self._world.observer, number) if number is not None else None
        if ticket is None or number is None:
            raise Violation(f"I6: ticket {key} is not here")
        if told.merged_into:
            if ticket.merged_into is None or self._end(number) != self._end(self._local("ticket", told.merged_into)):
                raise Violation(f"I6: {key} was merged into {told.merged_into}, here {ticket.merged_into}")
            return
        for field, value in told.values().items():
            if field != "due" and value_of(ticket, field) != value:
                raise Violation(f"I5: {field} of #{number} is {value_of(ticket, field)!r}, there {value!r}")
        if ticket.tags != told.tags:
            raise Violation(f"I5: #{number} has tags {ticket.tags}, there {told.tags}")
        self._messages(key, number)

    def _end(self, number: int | None) -> int | None:
        """Where a ticket goes on."""
        ticket = tickets.load(self._world.observer, number) if number is not None else None
        return number if ticket is None or ticket.merged_into is None else self._end(ticket.merged_into)

    def _messages(self, key: str, number: int) -> None:
        here = dict(self._world.rows("SELECT id, body FROM message WHERE ticket = ?", number))
        met: set[int] = set()
        for message in self._world.remote.ledger.messages[key]:
            local = self._local("message", message.key)
            if local is None or local in met:
                raise Violation(f"I6: message {message.key} of {key} is {'not' if local is None else 'twice'} here")
            met.add(local)
            ours = here.get(local) in self._oracle.by_body and not message.redacted
            # Ours may read otherwise there from the first; what it reads when it is seen first is taken for that.
            if local not in here and self._world.kind.rules.marker != "stored":
                continue  # who can't put a marker there may meet its own ticket as a stranger's first, and keeps both
            if local and here.get(local) != message.body and not ours:
                raise Violation(f"I5: message {message.key} of {key} reads {here.get(local)!r}, there {message.body!r}")

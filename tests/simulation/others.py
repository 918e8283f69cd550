"""What others do at the help desk itself, in its own window: customers, colleagues, an administrator."""

from itertools import count
from typing import Final

import msgspec

from simulation.people import TAGS, TICKETS
from simulation.world import World
from supportterm.core.merge import Wish
from supportterm.core.nouns import Value
from supportterm.core.remote import RemotePerson
from supportterm.core.terms import Role

_DOINGS: Final = {
    "mail": 5, "opens": 2, "field": 8, "tags": 3, "note": 2, "answers": 2, "edits": 3, "redacts": 1, "merges": 0.4,
    "deletes": 0.3, "quotes": 0.5,
}  # fmt: skip


class Others:
    def __init__(self, world: World) -> None:
        self._world = world
        self._texts = count(1)

    def act(self, among: tuple[str, ...] = tuple(_DOINGS)) -> None:
        world, random, remote = self._world, self._world.random, self._world.remote
        doing = random.choices(among, [_DOINGS[d] for d in among])[0]
        keys = sorted(k for k, t in remote.ledger.tickets.items() if not t.merged_into)
        if doing == "opens" or not keys:
            if len(remote.ledger.tickets) < TICKETS:
                n = next(self._texts)
                person = RemotePerson("", f"Customer {n % 4}", f"c{n % 4}@x.test")
                world.said("a customer opens", remote.open(f"subject {n % 4}", person, f"question {n}"))
            return
        key = random.choice(keys)
        world.said("others:", doing, key)
        text = f"{doing} {next(self._texts)}"
        match doing:
            case "mail":
                remote.say(key, Role.CUSTOMER, text)
            case "note":
                remote.say(key, Role.NOTE, text, agent="web")
            case "answers":
                remote.say(key, Role.REPLY, text, agent="web")
            case "quotes":  # a customer puts markers of ours into a mail
                markers = [a.marker for a in remote.arrivals[-5:]]
                remote.say(key, Role.CUSTOMER, f"{text} {' '.join(markers)}")
            case "field":
                remote.change(*self._contested(key))
            case "tags":
                tags = tuple(sorted(random.sample(TAGS, random.randrange(len(TAGS) + 1))))
                remote.change(key, "web", {}, tags)
            case "edits" | "redacts":
                message = random.choice(remote.ledger.messages[key]).key
                remote.rewrite(key, message, body=text, redacted=doing == "redacts")
            case "merges" if len(keys) > 4:
                into = random.choice(keys)
                if into != key:
                    remote.merge(key, into, "web")
            case "deletes" if len(keys) > 4:
                remote.delete(key)

    def _contested(self, key: str) -> tuple[str, str, dict[str, Value]]:
        """Ticket, who, values: every other time a field that somebody at the desk is changing too."""
        waiting = self._world.rows(
            "SELECT replica.key, what FROM outbox JOIN replica ON replica.kind = 'ticket' AND local = ticket "
            "WHERE outbox.kind = 'set' AND state NOT IN ('acked', 'cancelled') ORDER BY seq"
        )
        if waiting and self._world.chance(0.5):
            theirs, what = self._world.random.choice(waiting)
            names = sorted(msgspec.json.decode(what, type=Wish).values)
            if names and theirs in self._world.remote.ledger.tickets:
                return theirs, "web", self._field(self._world.random.choice(names))
        return key, "web", self._field("")

    def _field(self, name: str) -> dict[str, Value]:
        random = self._world.random
        name = name or random.choice(("status", "priority", "assignee", "subject", "team"))
        match name:
            case "status":
                return {name: random.randrange(1, 5)}
            case "priority":
                return {name: random.randrange(4)}
            case "assignee":
                return {name: random.choice((None, "ann", "bob", "web"))}
            case "team":
                return {name: random.choice((None, "support", "billing"))}
        return {name: f"subject {random.randrange(4)}"}

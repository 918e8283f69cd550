"""Whether the log is what was written: every link of the chain, every body, every ticket's row."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from msgspec.structs import replace

from supportterm.core.fold import LogBroken, fold_all
from supportterm.core.operations import Edited, Subject, Wrote, decode
from supportterm.store import chain, clocks, tickets
from supportterm.store.append import ENVELOPE, log_of
from supportterm.store.connection import Store
from supportterm.store.errors import plainly
from supportterm.store.sqlite import Connection

SHOWN: Final = 5
"""Findings that are told; there may be more."""


class Audit(NamedTuple):
    """What an audit found. *head* is the last hash: who noted it earlier can prove that nothing was changed since."""

    ok: bool
    words: str
    head: str
    operations: int
    findings: tuple[str, ...]


def audit(path: Path) -> Audit:
    """Read the whole log of the desk at *path* and check it, in one consistent reading. Changes nothing."""
    store = Store(path, read_only=True)
    try:
        with plainly(path):
            connection = store.reader()
            connection.execute("BEGIN")
            walk = _Walk(connection)
            findings = [*walk.chain(), *_rows(connection)]
    finally:
        store.close()
    head = walk.hash.hex()
    if findings:
        told = "; ".join(findings[:SHOWN])
        more = f"; and {len(findings) - SHOWN} more" if len(findings) > SHOWN else ""
        return Audit(False, f"the log is not what was written: {told}{more}", head, walk.seq, tuple(findings))
    erased = f", {walk.erased} erased" if walk.erased else ""
    return Audit(True, f"{walk.seq} operations in order{erased}; head {head}", head, walk.seq, ())


class _Walk:
    """Along the chain, from its beginning."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.hash = chain.GENESIS
        self.seq = 0
        self.erased = 0
        self._messages = 0
        self._edits: dict[int, tuple[int, bytes, bytes]] = {}
        """For each message that was edited its last edit: operation, payload, digest."""

    def chain(self) -> Iterator[str]:
        rows = self._connection.execute(f"SELECT seq, {ENVELOPE}, payload, digest, hash FROM operation ORDER BY seq")
        for seq, *envelope, payload, digest, link in rows:
            if seq != self.seq + 1:
                yield f"operations {self.seq + 1} to {seq - 1} are missing"
            self.seq = seq
            if payload is None:
                self.erased += 1
            else:
                yield from self._content(seq, envelope[3], envelope[4], payload, digest)
            if chain.link(self.hash, tuple(envelope), digest) != link:
                yield f"operation {seq} does not follow from the one before it"
            self.hash = link
        kept = dict(self._connection.execute("SELECT key, value FROM meta WHERE key IN ('head', 'head_seq')"))
        if self.seq != kept.get("head_seq", 0) or (self.seq and kept.get("head") != self.hash.hex()):
            yield f"the log ends at operation {self.seq}, but was written up to {kept.get('head_seq')}"
        for message, (seq, payload, digest) in self._edits.items():
            row = self._connection.execute("SELECT body FROM message WHERE id = ? AND edited", (message,)).fetchone()
            if row is None or chain.digest(payload, row[0]) != digest:
                yield f"the text that operation {seq} brought was changed"
        for (message,) in self._connection.execute("SELECT id FROM message WHERE edited"):
            if message not in self._edits:
                yield f"message {message} was edited, but the log tells of no edit"
        stored = self._connection.execute("SELECT count(*) FROM message").fetchone()[0]
        if stored != self._messages:
            yield f"there are {stored} messages, but the log tells of {self._messages}"

    def _content(self, seq: int, subject: int, kind: str, payload: bytes, digest: bytes) -> Iterator[str]:
        """Whether a payload, and the message it brought, are what they were."""
        said = decode(payload, kind)
        body = None
        if isinstance(said, Wrote):
            found = self._connection.execute(
                "SELECT body, edited, ticket, role, author FROM message WHERE id = ?", (said.message,)
            ).fetchone()
            if found is not None:
                body, edited, *head = found
                self._messages += 1
                if tuple(head) != (subject, said.role, said.author):
                    yield f"the message of operation {seq} was changed"
                if edited:  # its first text is gone, its last one is told by the edit
                    return
        if isinstance(said, Edited):
            self._edits[said.message] = (seq, payload, digest)
            return
        if chain.digest(payload, body) != digest:
            yield f"the content of operation {seq} was changed"


def _rows(connection: Connection) -> Iterator[str]:
    """Each ticket's row must be what its log adds up to."""
    numbers = connection.execute(
        "SELECT DISTINCT subject FROM operation WHERE subject_kind = 'ticket' ORDER BY subject"
    )
    for (number,) in numbers:
        log = log_of(connection, Subject("ticket", number))
        try:
            folded = fold_all(number, log)
        except LogBroken as error:
            yield str(error)
            continue
        row = tickets.load(connection, number)
        if (replace(row, promise=None) if row is not None else None) != folded:
            yield f"the row of #{number} is not what its log adds up to"
    yield from clocks.findings(connection)
    strange = connection.execute(
        "SELECT id FROM ticket WHERE NOT EXISTS "
        "(SELECT 1 FROM operation WHERE subject_kind = 'ticket' AND subject = ticket.id)"
    )
    for (number,) in strange:
        yield f"#{number} has no log"

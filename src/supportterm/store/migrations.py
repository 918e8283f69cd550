"""The schema, step by step. Loaded only when a desk is made or brought up to date.

A step that has been released is never edited: what follows from it lies in people's files.
"""

from typing import Final

from sqlite_utils import Database, Migrations

from supportterm.core.phones import tail
from supportterm.store.sqlite import Connection

STEPS: Final = Migrations("supportterm")

FIRST: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;

CREATE TABLE operation (
    seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, change BLOB NOT NULL,
    subject_kind TEXT NOT NULL, subject INTEGER NOT NULL, kind TEXT NOT NULL, payload BLOB,
    actor TEXT NOT NULL, at INTEGER NOT NULL, device TEXT NOT NULL, device_seq INTEGER NOT NULL,
    cause BLOB, base TEXT NOT NULL, digest BLOB NOT NULL, hash BLOB NOT NULL) STRICT;
CREATE INDEX operation_subject ON operation(subject_kind, subject);

CREATE TABLE change (
    first INTEGER PRIMARY KEY, last INTEGER NOT NULL, id BLOB NOT NULL UNIQUE, actor TEXT NOT NULL, at INTEGER NOT NULL,
    kind TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0, words TEXT NOT NULL) STRICT;
CREATE INDEX change_actor ON change(actor, first);

CREATE TABLE ticket (
    id INTEGER PRIMARY KEY, subject TEXT NOT NULL, status INTEGER NOT NULL, priority INTEGER NOT NULL,
    channel TEXT NOT NULL, requester INTEGER NOT NULL, organization INTEGER, assignee TEXT, team TEXT,
    tier INTEGER NOT NULL, tags TEXT NOT NULL, fields TEXT NOT NULL, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, due_at INTEGER, snoozed_until INTEGER, solved_at INTEGER, customer_at INTEGER,
    replied_at INTEGER, last_message INTEGER NOT NULL, messages INTEGER NOT NULL, attachments INTEGER NOT NULL,
    merged_into INTEGER, escalations INTEGER NOT NULL, unknown INTEGER NOT NULL, rest TEXT NOT NULL,
    due_order INTEGER NOT NULL AS (ifnull(due_at, 9223372036854775807)) VIRTUAL) STRICT;
CREATE INDEX ticket_updated ON ticket(updated_at);
CREATE INDEX ticket_created ON ticket(created_at);
CREATE INDEX ticket_priority ON ticket(priority);
CREATE INDEX ticket_due ON ticket(due_order);
CREATE INDEX active_updated ON ticket(updated_at) WHERE status < 4;
CREATE INDEX active_created ON ticket(created_at) WHERE status < 4;
CREATE INDEX active_priority ON ticket(priority) WHERE status < 4;
CREATE INDEX active_due ON ticket(due_order) WHERE status < 4;
CREATE INDEX active_number ON ticket(id) WHERE status < 4;
CREATE INDEX ticket_assignee ON ticket(assignee, updated_at) WHERE assignee IS NOT NULL;
CREATE INDEX ticket_team ON ticket(team, updated_at) WHERE team IS NOT NULL;
CREATE INDEX ticket_requester ON ticket(requester, updated_at);
CREATE INDEX ticket_organization ON ticket(organization, updated_at) WHERE organization IS NOT NULL;
CREATE TABLE ticket_tag (tag TEXT, ticket INTEGER, PRIMARY KEY (tag, ticket)) STRICT, WITHOUT ROWID;

CREATE TABLE person (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, phone TEXT NOT NULL, organization INTEGER,
    title TEXT NOT NULL, notes TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX person_email ON person(email) WHERE email <> '';
CREATE INDEX person_name ON person(name COLLATE NOCASE);
CREATE TABLE organization (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, domain TEXT NOT NULL, segment TEXT NOT NULL, manager TEXT,
    notes TEXT NOT NULL) STRICT;
CREATE INDEX organization_name ON organization(name COLLATE NOCASE);
CREATE INDEX organization_domain ON organization(domain) WHERE domain <> '';

CREATE TABLE message (
    id INTEGER PRIMARY KEY, ticket INTEGER NOT NULL, role INTEGER NOT NULL, author TEXT NOT NULL,
    address TEXT NOT NULL, person INTEGER, agent TEXT, at INTEGER NOT NULL, body TEXT NOT NULL,
    markdown INTEGER NOT NULL, recipients TEXT NOT NULL, message_id TEXT NOT NULL, in_reply_to TEXT NOT NULL,
    attachments INTEGER NOT NULL, delivery TEXT NOT NULL, notice TEXT NOT NULL, hidden INTEGER NOT NULL,
    subject TEXT NOT NULL) STRICT;
CREATE INDEX message_ticket ON message(ticket);
CREATE INDEX message_owner ON message(id, ticket);
CREATE INDEX message_message_id ON message(message_id) WHERE message_id <> '';
CREATE INDEX message_in_reply_to ON message(in_reply_to) WHERE in_reply_to <> '';
CREATE TABLE original (message INTEGER PRIMARY KEY REFERENCES message(id), raw BLOB NOT NULL) STRICT;
CREATE TABLE attachment (
    id INTEGER PRIMARY KEY, message INTEGER NOT NULL REFERENCES message(id), name TEXT NOT NULL,
    media_type TEXT NOT NULL, size INTEGER NOT NULL, digest TEXT NOT NULL, inline_id TEXT NOT NULL) STRICT;
CREATE INDEX attachment_message ON attachment(message);
CREATE VIRTUAL TABLE message_fts USING fts5(subject, body, content='', tokenize='ascii', prefix='2 3');
INSERT INTO message_fts (message_fts, rank) VALUES ('hashsize', 8388608);
CREATE VIRTUAL TABLE message_words USING fts5vocab(message_fts, instance);

CREATE TABLE article (
    id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, title TEXT NOT NULL, section TEXT NOT NULL, tags TEXT NOT NULL,
    visibility TEXT NOT NULL, state TEXT NOT NULL, version INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    author TEXT NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE article_version (
    article INTEGER NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL, author TEXT NOT NULL,
    title TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (article, version)) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE article_fts USING fts5(title, body, content='', tokenize='ascii', prefix='2 3');

CREATE TABLE definition (
    what TEXT, name TEXT, place INTEGER NOT NULL, spec TEXT NOT NULL, PRIMARY KEY (what, name)) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
    agent TEXT NOT NULL, ticket INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, rest TEXT NOT NULL,
    updated_at INTEGER NOT NULL, PRIMARY KEY (agent, ticket, kind)) STRICT, WITHOUT ROWID;
CREATE TABLE draft_version (
    id INTEGER PRIMARY KEY, agent TEXT NOT NULL, ticket INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
    at INTEGER NOT NULL) STRICT;
CREATE INDEX draft_version_draft ON draft_version(agent, ticket, kind);
CREATE TABLE seen (
    agent TEXT, ticket INTEGER, message INTEGER NOT NULL, PRIMARY KEY (agent, ticket)) STRICT, WITHOUT ROWID;
"""


SECOND: Final = """
ALTER TABLE ticket ADD COLUMN home TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket ADD COLUMN number TEXT NOT NULL DEFAULT '';
CREATE INDEX ticket_number ON ticket(number) WHERE number <> '';
ALTER TABLE message ADD COLUMN edited INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attachment ADD COLUMN remote TEXT NOT NULL DEFAULT '';
CREATE INDEX attachment_away ON attachment(id) WHERE digest = '';

CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, connection TEXT NOT NULL, ticket INTEGER NOT NULL,
    kind TEXT NOT NULL, what TEXT NOT NULL, message INTEGER, change BLOB NOT NULL, actor TEXT NOT NULL,
    at INTEGER NOT NULL, seen_upto INTEGER NOT NULL, state TEXT NOT NULL, not_before INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, sent_at INTEGER, fence TEXT NOT NULL DEFAULT '',
    doubt TEXT NOT NULL DEFAULT '', words TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX outbox_open ON outbox(connection, ticket, seq) WHERE state NOT IN ('acked', 'cancelled');
CREATE INDEX outbox_ticket ON outbox(ticket, seq) WHERE state NOT IN ('acked', 'cancelled');
CREATE INDEX outbox_change ON outbox(change);
CREATE INDEX outbox_message ON outbox(message) WHERE message IS NOT NULL;
CREATE TABLE outbox_step (
    entry BLOB NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL, words TEXT NOT NULL, actor TEXT NOT NULL) STRICT;
CREATE INDEX outbox_step_entry ON outbox_step(entry);
CREATE TABLE conflict (
    entry BLOB NOT NULL, field TEXT NOT NULL, base TEXT NOT NULL, mine TEXT NOT NULL, theirs TEXT NOT NULL,
    who TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (entry, field)) STRICT, WITHOUT ROWID;

CREATE TABLE replica (
    connection TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, local INTEGER NOT NULL, version TEXT NOT NULL,
    shadow TEXT NOT NULL, PRIMARY KEY (connection, kind, key)) STRICT, WITHOUT ROWID;
CREATE INDEX replica_local ON replica(kind, local);
CREATE TABLE cursor (
    connection TEXT NOT NULL, stream TEXT NOT NULL, value TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (connection, stream)) STRICT, WITHOUT ROWID;
CREATE TABLE connection_state (connection TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('id', lower(hex(randomblob(12))));
"""


THIRD: Final = """
CREATE INDEX operation_rule ON operation(actor, change, subject, at) WHERE actor >= 'rule:' AND actor < 'rule;';
CREATE TABLE unanswerable (message INTEGER PRIMARY KEY, why TEXT NOT NULL) STRICT;
CREATE TABLE turn (agent TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX load ON ticket(assignee) WHERE status < 2;
ALTER TABLE ticket ADD COLUMN contacts INTEGER NOT NULL DEFAULT 0;
UPDATE ticket SET contacts =
    (SELECT count(*) FROM message WHERE message.ticket = ticket.id AND message.role = 0 AND NOT message.hidden);
ALTER TABLE ticket ADD COLUMN handed_at INTEGER;
CREATE TABLE ticket_link (
    ticket INTEGER, kind TEXT, other INTEGER, PRIMARY KEY (ticket, kind, other)) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_link_kind ON ticket_link(kind, ticket);
CREATE INDEX ticket_handed ON ticket(handed_at) WHERE handed_at IS NOT NULL;
CREATE TABLE rollup (
    way INTEGER NOT NULL, day INTEGER NOT NULL, key TEXT NOT NULL, balance INTEGER NOT NULL, sheet BLOB NOT NULL,
    PRIMARY KEY (way, day, key)) STRICT;
CREATE TABLE watch (
    ticket INTEGER NOT NULL, rule TEXT NOT NULL, since INTEGER, at INTEGER, fired INTEGER NOT NULL,
    PRIMARY KEY (ticket, rule)) STRICT, WITHOUT ROWID;
CREATE INDEX watch_at ON watch(at) WHERE at IS NOT NULL;
CREATE INDEX watch_rule ON watch(rule);
CREATE INDEX ticket_snoozed ON ticket(snoozed_until) WHERE snoozed_until IS NOT NULL;
ALTER TABLE ticket ADD COLUMN due_set INTEGER;
UPDATE ticket SET due_set = due_at WHERE due_at IS NOT NULL;
ALTER TABLE ticket ADD COLUMN promise TEXT NOT NULL DEFAULT '';
CREATE TABLE clock (ticket INTEGER PRIMARY KEY, since INTEGER NOT NULL, clocks BLOB, warn_at INTEGER) STRICT;
CREATE INDEX clock_warning ON clock(warn_at) WHERE warn_at IS NOT NULL;
CREATE TABLE attention (
    agent TEXT NOT NULL, ticket INTEGER NOT NULL, why TEXT NOT NULL, who TEXT NOT NULL, at INTEGER NOT NULL,
    change BLOB NOT NULL, PRIMARY KEY (agent, ticket, why)) STRICT, WITHOUT ROWID;
CREATE INDEX attention_change ON attention(change);
CREATE INDEX attention_ticket ON attention(ticket);
"""


FOURTH: Final = """
ALTER TABLE change ADD COLUMN news INTEGER NOT NULL DEFAULT 0;
CREATE TABLE hook (
    owner TEXT, name TEXT, upto INTEGER NOT NULL, ran INTEGER NOT NULL DEFAULT 0, last INTEGER,
    PRIMARY KEY (owner, name)) STRICT, WITHOUT ROWID;
CREATE TABLE hook_run (
    owner TEXT, name TEXT, seq INTEGER, ticket INTEGER NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL,
    words TEXT NOT NULL DEFAULT '', PRIMARY KEY (owner, name, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE article_vote (
    article INTEGER, reader BLOB, helped INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (article, reader)) STRICT, WITHOUT ROWID;
CREATE TABLE missed_search (words TEXT PRIMARY KEY, times INTEGER NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX missed_search_at ON missed_search(at);
CREATE TABLE bot_turn (ticket INTEGER PRIMARY KEY, message INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE INDEX bot_turn_at ON bot_turn(at);
ALTER TABLE ticket ADD COLUMN waits_since INTEGER;
CREATE INDEX ticket_waiting ON ticket(waits_since) WHERE waits_since IS NOT NULL;
CREATE TABLE waiting (
    agent TEXT, ticket INTEGER, at INTEGER, PRIMARY KEY (agent, ticket)) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_at ON waiting(at) WHERE at IS NOT NULL;
CREATE INDEX waiting_ticket ON waiting(ticket);
CREATE TABLE chat (ticket INTEGER PRIMARY KEY, here INTEGER NOT NULL, seen INTEGER NOT NULL DEFAULT 0) STRICT;
"""


FIFTH: Final = """
ALTER TABLE chat ADD COLUMN owed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX chat_owed ON chat(here) WHERE owed > 0;
ALTER TABLE person ADD COLUMN phone_tail TEXT NOT NULL DEFAULT '';
CREATE INDEX person_phone ON person(phone_tail) WHERE phone_tail <> '';
CREATE TABLE incoming (
    name TEXT PRIMARY KEY, taken INTEGER NOT NULL DEFAULT 0, last INTEGER, refused INTEGER NOT NULL DEFAULT 0,
    refused_at INTEGER, why TEXT NOT NULL DEFAULT '', person INTEGER) STRICT, WITHOUT ROWID;
CREATE TABLE incoming_ticket (
    name TEXT, key TEXT, ticket INTEGER NOT NULL, PRIMARY KEY (name, key)) STRICT, WITHOUT ROWID;
CREATE TABLE webhook (
    name TEXT PRIMARY KEY, upto INTEGER NOT NULL, off INTEGER NOT NULL DEFAULT 0, told INTEGER NOT NULL DEFAULT 0,
    last INTEGER, since INTEGER, fails INTEGER NOT NULL DEFAULT 0,
    words TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;
CREATE TABLE delivery (
    id BLOB PRIMARY KEY, webhook TEXT NOT NULL, seq INTEGER NOT NULL, event TEXT NOT NULL, ticket INTEGER NOT NULL,
    at INTEGER NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, not_before INTEGER NOT NULL,
    words TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;
CREATE INDEX delivery_due ON delivery(state, not_before);
ALTER TABLE article ADD COLUMN reviewer TEXT NOT NULL DEFAULT '';
ALTER TABLE article ADD COLUMN asked_by TEXT NOT NULL DEFAULT '';
ALTER TABLE article ADD COLUMN remark TEXT NOT NULL DEFAULT '';
CREATE INDEX article_review ON article(reviewer) WHERE state = 'in-review';
CREATE TABLE call (
    id INTEGER PRIMARY KEY, phone TEXT NOT NULL, incoming INTEGER NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL,
    answered_at INTEGER, ended_at INTEGER, agent TEXT NOT NULL, person INTEGER, ticket INTEGER, logged INTEGER NOT NULL,
    source TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX call_key ON call(source, key) WHERE key <> '';
CREATE INDEX call_open ON call(at) WHERE NOT logged;
CREATE INDEX call_old ON call(at);
CREATE TABLE card (
    connection TEXT, email TEXT, wanted_at INTEGER NOT NULL, asked_at INTEGER NOT NULL DEFAULT 0,
    looked_at INTEGER NOT NULL DEFAULT 0, found TEXT NOT NULL DEFAULT '', words TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (connection, email)) STRICT, WITHOUT ROWID;
CREATE INDEX card_wanted ON card(connection, wanted_at) WHERE wanted_at > asked_at;
UPDATE ticket SET rest = json_set(rest, '$.earlier_contacts', (SELECT json_group_array(at) FROM (
    SELECT at FROM (
        SELECT id, id >> 20 AS at FROM message WHERE message.ticket = ticket.id AND role = 0 AND NOT hidden
        ORDER BY id DESC LIMIT 9 OFFSET 1)
    ORDER BY id))) WHERE contacts > 1;
"""

SIXTH: Final = """
CREATE INDEX outbox_state ON outbox(
    connection, state, instr(what, '"history":') + instr(what, '"whatever":') > 0, seq)
    WHERE state NOT IN ('acked', 'cancelled');
"""

SEVENTH: Final = "CREATE INDEX chat_here ON chat(here)"


@STEPS()
def first(db: Database) -> None:
    _run(db, FIRST)


@STEPS()
def second(db: Database) -> None:
    """Remotes: what leaves (outbox), what is known of what is there (replica, cursor), what people must choose."""
    _run(db, SECOND)


@STEPS()
def third(db: Database) -> None:
    """What a desk does by itself: rules, and when they fired; mails that no machine may answer; roll-ups of metrics;
    SLA clocks; what concerns whom."""
    _run(db, THIRD)


@STEPS()
def fourth(db: Database) -> None:
    """What programs of people's own follow: whether a stroke was news, how far each has followed, what went wrong;
    what readers of the help centre make of it; who is at a chat."""
    _run(db, FOURTH)


@STEPS()
def fifth(db: Database) -> None:
    """What was said in a chat and goes by mail if its customer leaves before they see it; what programs elsewhere tell
    by webhooks: how often, what was wrong, which ticket it belongs to; who has a number that calls; when customers
    wrote on a ticket; what directories know of people."""
    _run(db, FIFTH)
    known = db.execute("SELECT id, phone FROM person WHERE phone <> ''").fetchall()
    db.conn.executemany("UPDATE person SET phone_tail = ? WHERE id = ?", [(tail(phone), id) for id, phone in known])


@STEPS()
def sixth(db: Database) -> None:
    """What leaves next is found as fast when a whole desk waits to leave, and history leaves last."""
    _run(db, SIXTH)


@STEPS()
def seventh(db: Database) -> None:
    """Who is at a chat now is found among all that ever chatted: whoever serves them counts one line."""
    _run(db, SEVENTH)


def _run(db: Database, script: str) -> None:
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement)


def apply(connection: Connection) -> None:
    """Run the steps that *connection*'s desk lacks, inside the transaction that the caller holds."""
    STEPS.apply(Database(connection))

"""`import jsonl --to` and its dry run, in front of a vendor's API."""

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail

from fakes import zendesk_face
from fakes.server import TOKEN
from fakes.vendor_kinds import KINDS
from supportterm.commands.call import Asking, Call, Outcome
from supportterm.commands.parse import run
from supportterm.config.paths import paths
from supportterm.core.refusal import Refused
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk
from supportterm.desk.fresh import make
from supportterm.exchange.export import export_all
from supportterm.store.audit import audit
from supportterm.sync import starting

THERE = f"email={zendesk_face.EMAIL} since="


@pytest.fixture
def desk(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """In front of a vendor's API, on a machine without a keyring; no keeper is started for it."""
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    monkeypatch.setattr(starting, "start", lambda *_, **__: None)
    paths().data.mkdir(parents=True)
    make(paths().desk)
    vendor = KINDS["zendesk"].vendor()
    with Desk.open(paths().desk) as desk, vendor.serving():
        say(desk, f"connect zendesk zen {THERE} url={vendor.url} --secret", stdin=f"{TOKEN}\n")
        yield desk
    keyring.set_keyring(before)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    with Desk.create(tmp_path / "old.desk", "old", me="kim") as old:
        old.define("field", "floor", {"title": "Floor"})
        for n in range(60):
            old.create_ticket(NewTicket(f"p{n}@x.test", f"Jam {n}", "it is stuck", fields={"floor": "3"}))
        old.put_article(slug="reset", title="Reset", body="Turn it off.")
        export_all(old, str(tmp_path / "all.jsonl"))
    return tmp_path / "all.jsonl"


def say(desk: Desk, line: str, *, answer: str | None = None, stdin: str = "", asked: list[Asking] | None = None) -> str:
    def ask(asking: Asking) -> str:
        (asked if asked is not None else []).append(asking)
        return str(answer)

    outcome: Outcome = run(line, Call(lambda: desk, ask=ask if answer is not None else None, read_text=lambda: stdin))
    return "\n".join(outcome.lines or [outcome.words])


def test_the_dry_run_says_what_stays_here_and_changes_nothing(desk: Desk, file: Path) -> None:
    before = audit(desk.path).words
    words = say(desk, f"import jsonl {file} --to zen --dry-run")
    assert words.startswith(f"{file} holds 60 tickets, 60 messages, 60 people, 1 article\nwhat Zendesk can't hold")
    assert "the field floor: 60 tickets" in words and "articles: all 1" in words
    assert "whatever Zendesk mails customers by itself it mails of these too" in words
    assert audit(desk.path).words == before
    here = say(desk, f"import jsonl {file} --dry-run")
    assert here == f"{file} holds 60 tickets, 60 messages, 60 people, 1 article\nthis desk can hold all of it"


def test_who_says_no_changes_nothing_and_who_says_yes_queues_all_of_it_once(desk: Desk, file: Path) -> None:
    asked: list[Asking] = []
    with pytest.raises(Refused, match="nothing was done"):
        say(desk, f"import jsonl {file} --to zen", answer="no", asked=asked)
    assert asked[0].words == "Send 60 tickets, 60 messages, 60 people, 1 article to Zendesk?"
    assert "the field floor: 60 tickets" in asked[0].help and desk.outbox() == ()
    words = say(desk, f"import jsonl {file} --to zen", answer="yes")
    assert words.startswith("60 tickets on the way to Zendesk\n60 messages imported into 60 new tickets")
    assert len([e for e in desk.outbox() if e.kind == "open"]) == 60
    assert "nothing on the way to Zendesk" in say(desk, f"import jsonl {file} --to zen")


def test_tickets_that_were_on_this_desk_before_stay_and_it_is_said(desk: Desk, file: Path) -> None:
    say(desk, f"import jsonl {file}")
    words = say(desk, f"import jsonl {file} --to zen")
    assert "60 were on this desk before and stay: import into a new desk" in words and desk.outbox() == ()


def test_a_target_that_can_not_be_asked_is_said_and_nothing_is_imported(desk: Desk, file: Path) -> None:
    say(desk, "connect zen url=http://127.0.0.1:9 --secret --force", stdin=f"{TOKEN}\n")
    with pytest.raises(Refused, match="Zendesk can't be asked what it holds"):
        say(desk, f"import jsonl {file} --to zen")
    assert desk.outbox() == () and not list(desk.every_article())

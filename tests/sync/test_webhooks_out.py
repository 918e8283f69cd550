"""Webhooks out: each event is told once and under one id, however long the other side is gone and whoever is killed."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from backends.loopback import Asked, Loopback, Told
from clocks import Clock
from supportterm.backends.outward import Outward
from supportterm.commands.hook_telling import announce
from supportterm.config.paths import paths
from supportterm.core import verbs
from supportterm.core.refusal import Misdefined, Refused
from supportterm.core.signing import verified
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.sync import lock, starting
from supportterm.sync.often import TOO_OFTEN
from supportterm.sync.soon import follows
from supportterm.sync.standing import standing
from supportterm.sync.webhooks import GIVE_UP, Webhooks

SECRET = "whsec_c2VjcmV0IG9mIHRoZSBzaG9wIGFuZCBvdXJz"
NOW = 1_790_000_000_000
PATIENCE = 60


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback().serving() as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with Desk.create(tmp_path / "d.desk", "d", me="ann", clock=clock) as desk:
        desk.define("agent", "ann", {"name": "Ann"})
        yield desk


@pytest.fixture
def out(desk: Desk) -> Webhooks:
    return Webhooks(desk, announce, lambda name: SECRET, Outward(("127.0.0.1",)), Random(1))


def define(desk: Desk, server: Loopback, name: str = "pager", **more: object) -> None:
    desk.define("webhook", name, {"title": "The pager", "url": f"{server.url}/{name}", "on": ["created"], **more})


def ticket(desk: Desk, subject: str = "Case", body: str = "") -> int:
    return desk.create_ticket(NewTicket("al@acme.test", subject, body)).tickets[0]


def run(out: Webhooks) -> None:
    while out.step():
        pass


def bodies(server: Loopback) -> list[dict[str, object]]:
    return [json.loads(asked.body) for asked in server.asked]


def ids(server: Loopback) -> list[str]:
    return [asked.headers["webhook-id"] for asked in server.asked]


def test_what_happens_is_told_signed_and_once(desk: Desk, server: Loopback, out: Webhooks) -> None:
    define(desk, server, on=["created", "priority", "customer"])
    number = ticket(desk, "Case $(x)\x1b[31m", "help")
    desk.change(number, verbs.set_priority, priority=Priority.HIGH)
    desk.change(number, verbs.set_status, status=Status.PENDING)
    desk.write(number, NewMessage(Role.CUSTOMER, "more", markdown=False))
    run(out)
    told = bodies(server)
    assert [one["event"] for one in told] == ["created", "priority", "customer"], "the first message is its ticket's"
    assert told[1]["changed"] == {"priority": {"from": "normal", "to": "high"}} and told[1]["actor"] == "ann"
    assert told[0]["ticket"]["subject"] == "Case $(x)\x1b[31m"  # type: ignore[index]
    for asked, body in zip(server.asked, told, strict=True):
        signed = verified(SECRET, asked.headers, asked.body, NOW // 1000)
        assert signed.id == body["id"] and asked.path == "/pager"
    assert len(set(ids(server))) == 3
    run(out)
    assert len(server.asked) == 3 and not follows(desk)
    assert desk.webhooks.stands()["pager"].told == 3


def test_a_rule_and_a_person_tell_it_too(desk: Desk, server: Loopback, out: Webhooks) -> None:
    define(desk, server, on=[])
    desk.define(
        "rule", "urgent", {"title": "u", "on": ["priority"], "when": "priority:urgent", "do": ["announce pager"]}
    )
    number = ticket(desk)
    run(out)
    assert server.asked == []
    desk.change(number, verbs.set_priority, priority=Priority.URGENT)
    desk.change(number, verbs.announce, webhook="pager")
    run(out)
    assert [(one["event"], one["actor"]) for one in bodies(server)] == [
        ("announced", "rule:urgent"),
        ("announced", "ann"),
    ]
    with pytest.raises(Misdefined, match="did you mean pager"):
        desk.define("rule", "x", {"title": "x", "on": ["created"], "do": ["announce pagr"]})
    with pytest.raises(Misdefined, match="there is no webhook 'pager'"):
        desk.define("webhook", "pager", None)


def test_only_what_happens_from_its_definition_on_and_no_history_and_nothing_undone(
    desk: Desk, server: Loopback, out: Webhooks
) -> None:
    ticket(desk, "before")
    define(desk, server)
    with desk.bulk() as bulk:
        bulk.ticket("history", bulk.person("al@acme.test"), at=desk.clock())
    desk.undo(desk.create_ticket(NewTicket("al@acme.test", "undone")).id)
    ticket(desk, "news")
    run(out)
    define(desk, server, off=True)
    ticket(desk, "while it was off")
    run(out)
    define(desk, server)
    ticket(desk, "on again")
    run(out)
    assert [one["ticket"]["subject"] for one in bodies(server)] == ["news", "on again"]  # type: ignore[index]


def test_what_can_still_be_taken_back_is_not_told_yet(
    desk: Desk, server: Loopback, out: Webhooks, clock: Clock
) -> None:
    define(desk, server, on=["reply"])
    number = ticket(desk)
    change = desk.write(number, NewMessage(Role.REPLY, "not so"))
    run(out)
    desk.undo(change.id)
    desk.write(number, NewMessage(Role.REPLY, "so"))
    clock.forward(9)
    run(out)
    assert server.asked == []
    clock.forward(2)
    run(out)
    assert [one["message"]["body"] for one in bodies(server)] == ["so"]  # type: ignore[index]


@pytest.mark.parametrize("told", [Told(500), Told(404), Told(429, b"", (("Retry-After", "1"),)), Told(302)])
def test_what_was_not_taken_is_told_again_under_its_id_later_and_later(
    desk: Desk, server: Loopback, out: Webhooks, clock: Clock, told: Told
) -> None:
    define(desk, server)
    ticket(desk)
    server.answer = lambda asked: told
    waits = []
    for _ in range(8):
        run(out)
        first = desk.webhooks.first()
        assert first is not None and first.not_before > clock.now
        waits.append(first.not_before - clock.now)
        clock.now = first.not_before
    if told.status == 500:
        assert waits[-1] > 8 * waits[0] and sum(waits) < 400_000
    server.say(200, {})
    run(out)
    assert len(server.asked) == 9 and len(set(ids(server))) == 1
    stand = desk.webhooks.stands()["pager"]
    assert (stand.told, stand.fails, stand.since, stand.words) == (1, 0, None, "")


def test_one_that_is_gone_holds_up_no_other_and_is_said_in_plain_words(
    desk: Desk, server: Loopback, out: Webhooks, clock: Clock
) -> None:
    with Loopback().serving() as gone:
        define(desk, gone, "gone")
    define(desk, server)
    for n in range(3):
        ticket(desk, str(n))
    for _ in range(3):
        run(out)
        clock.forward(60)
    assert len(server.asked) == 3
    stand = desk.webhooks.stands()["gone"]
    assert stand.fails >= 2 and stand.since == NOW and stand.words == "127.0.0.1 can't be reached"
    assert desk.webhooks.waiting() == {"gone": 3}
    now = standing(desk, clock.now)
    assert (now.words, now.severity, now.programs) == ("webhook gone fails", "warn", "webhook gone fails")


def test_after_a_day_it_waits_for_a_person(desk: Desk, server: Loopback, out: Webhooks, clock: Clock) -> None:
    define(desk, server)
    ticket(desk)
    server.say(500)
    while (first := desk.webhooks.first() if server.asked else out) is not None:
        if first is not out:
            clock.now = max(clock.now, first.not_before)  # type: ignore[union-attr]
        run(out)
        assert clock.now - NOW < 2 * GIVE_UP
    [trouble] = desk.webhooks.troubles()
    assert trouble.state == "dead" and "status 500" in trouble.words and clock.now - NOW > GIVE_UP
    assert standing(desk, clock.now).programs == "webhook pager fails" and not follows(desk)
    server.say(200)
    assert desk.webhooks.decide(["pager"], again=True) == 1 and follows(desk)
    run(out)
    assert desk.webhooks.troubles() == () and len(set(ids(server))) == 1
    assert standing(desk, clock.now).programs == ""


def test_one_that_wants_nothing_more_is_asked_no_more(desk: Desk, server: Loopback, out: Webhooks) -> None:
    define(desk, server)
    ticket(desk)
    server.say(410)
    run(out)
    assert [(t.state, t.attempts) for t in desk.webhooks.troubles()] == [("dead", 1)]
    assert desk.webhooks.decide(["pager"], again=False) == 1 and desk.webhooks.troubles() == ()


@pytest.mark.parametrize("answer", [Told(silent=True), Told(502), Told(504)])
def test_what_may_have_arrived_waits_for_a_person_unless_the_other_side_drops_what_it_has(
    desk: Desk, server: Loopback, out: Webhooks, clock: Clock, answer: Told
) -> None:
    define(desk, server)
    define(desk, server, "drops", idempotent=True)
    ticket(desk)
    server.answer = lambda asked: answer
    run(out)
    clock.forward(600)
    server.say(200)
    run(out)
    assert [(t.webhook, t.state) for t in desk.webhooks.troubles()] == [("pager", "uncertain")]
    paths = [asked.path for asked in server.asked]
    assert paths.count("/pager") == 1 and paths.count("/drops") == 2 and len(set(ids(server))) == 2


def test_what_can_not_be_sent_from_here_is_said_and_goes_once_it_can(
    desk: Desk, server: Loopback, clock: Clock
) -> None:
    define(desk, server)
    ticket(desk)

    def nothing(name: str) -> str:
        raise Refused(f"there is no secret: `supportterm webhook secret {name}` makes one")

    for secret, allowed, words in (
        (nothing, ("127.0.0.1",), "there is no secret"), (lambda name: SECRET, (), "`webhook_hosts`"),
    ):  # fmt: skip
        run(Webhooks(desk, announce, secret, Outward(allowed)))
        assert words in desk.webhooks.stands()["pager"].words
        clock.forward(60)
    assert server.asked == []
    run(Webhooks(desk, announce, lambda name: SECRET, Outward(("127.0.0.1",))))
    assert len(server.asked) == 1


def test_one_that_hears_what_it_does_itself_is_held(desk: Desk, server: Loopback, out: Webhooks) -> None:
    define(desk, server, on=["note"])
    number = ticket(desk)
    for n in range(TOO_OFTEN + 2):
        desk.write(number, NewMessage(Role.NOTE, str(n)))
    run(out)
    assert len(server.asked) == TOO_OFTEN
    assert [t.state for t in desk.webhooks.troubles()] == ["held", "held"]


def test_a_desk_that_was_put_back_tells_nothing_that_the_other_one_may_have_told(
    desk: Desk, server: Loopback, out: Webhooks
) -> None:
    define(desk, server)
    server.say(500)
    ticket(desk, "waits")
    run(out)
    ticket(desk, "not followed")
    desk.claim()
    ticket(desk, "new")
    server.say(200)
    asked = len(server.asked)
    run(out)
    assert [one["ticket"]["subject"] for one in bodies(server)[asked:]] == ["new"]  # type: ignore[index]
    assert [t.state for t in desk.webhooks.troubles()] == ["held"]


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"url": "hook"}, "an address is like"), ({"url": "ftp://a/b"}, "address is like"), ({}, "an address is like"),
        ({"url": "https://a:b@c/"}, "does not stand in an address"), ({"url": "https://ä.example/"}, "address is like"),
        ({"url": "https://a/", "on": ["creatd"]}, "did you mean created"),
    ],
)  # fmt: skip
def test_one_that_can_not_be_is_told_when_it_is_defined(desk: Desk, spec: dict[str, object], words: str) -> None:
    with pytest.raises(Misdefined, match=words):
        desk.define("webhook", "x", spec)
    desk.define("incoming", "both", {"subject": "x"})
    with pytest.raises(Misdefined, match="take another"):
        desk.define("webhook", "both", {"url": "https://a.example/"})


@pytest.mark.slow
def test_whenever_the_keeper_is_killed_nothing_is_told_twice_and_nothing_is_lost(
    tmp_path: Path, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = paths().settings
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("webhook_hosts: [127.0.0.1]\n")
    monkeypatch.setenv("SUPPORTTERM_SECRET_WEBHOOK_PAGER", SECRET)
    held = tmp_path / "hold"

    def slowly(asked: Asked) -> Told:
        while held.exists():
            time.sleep(0.02)
        return Told(200)

    server.answer = slowly
    with Desk.create(tmp_path / "k.desk", "k", me="ann") as desk:
        define(desk, server)
        for turn in range(3):
            held.touch()
            ticket(desk, str(turn))
            ticket(desk, f"{turn} too")
            assert starting.ensure(desk, tmp_path / "keeper.log")
            _until(lambda turn=turn: len(server.asked) == turn * 2 + 1)  # type: ignore[misc]
            os.kill(_keeper(desk.path), signal.SIGKILL)
            _until(lambda: not lock.is_kept(desk.path))
            held.unlink()
            assert starting.ensure(desk, tmp_path / "keeper.log"), "the second one is still to be told"
            _until(lambda turn=turn: len(server.asked) == turn * 2 + 2)  # type: ignore[misc]
            _until(lambda: not follows(desk))
            os.kill(_keeper(desk.path), signal.SIGTERM)
            _until(lambda: not lock.is_kept(desk.path))
        assert len(set(ids(server))) == len(server.asked) == 6, "each once"
        assert [t.state for t in desk.webhooks.troubles()] == ["uncertain"] * 3
        assert desk.webhooks.stands()["pager"].told == 3


def _until(so: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < end
        time.sleep(0.02)


def _keeper(path: Path) -> int:
    _until(lambda: Path(f"{path}.keeper").exists() and len(Path(f"{path}.keeper").read_text().split()) > 1)
    return int(Path(f"{path}.keeper").read_text().split()[1])

"""`connect`: asks for what it needs, tries it, keeps it in one go, and shows the secret to nobody."""

import io
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import keyring
import pytest
from installed import install
from keyring.backends import fail

from fakes import zendesk_face
from fakes.doors import customer
from fakes.server import TOKEN as TOKEN_THERE
from fakes.vendor_kinds import KINDS
from keepers import dismiss
from servers.debian import NotToBeHad
from servers.keyring import secret_service
from supportterm.backends import errors
from supportterm.backends.registry import SHIPPED
from supportterm.cli.main import main
from supportterm.commands.call import Asking, Call, Outcome
from supportterm.commands.opening import opened
from supportterm.commands.parse import run
from supportterm.commands.usage import Usage
from supportterm.config.paths import paths
from supportterm.config.secrets import Secrets
from supportterm.core.query import parse
from supportterm.core.refusal import Refused
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk
from supportterm.desk.fresh import make
from supportterm.sync import starting

HERE = Path(__file__).parent
TOKEN = "t0ken-7f3a-geheim"
ONCE = "nothing is sent twice: our mark is looked for there first (only read in its documents)"
HOSTILE = "rob\x1b]52;c;cm0=\x07\u202e\x9b2J"


class Server:
    """What the letterbox's file says."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.says(token=TOKEN, account="robot", remarks=[], mode="up", asked=[])

    def says(self, **changes: object) -> None:
        held = json.loads(self.path.read_text()) if self.path.exists() else {}
        self.path.write_text(json.dumps(held | changes))

    @property
    def asked(self) -> list[str]:
        return [what for what, _ in json.loads(self.path.read_text())["asked"]]

    @property
    def askers(self) -> list[str]:
        """Argument lists of the processes that asked."""
        return [words for _, words in json.loads(self.path.read_text())["asked"]]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    install(tmp_path / "site", monkeypatch, "letterbox", {"letterbox": "letterbox:DRIVER"}, HERE / "letterbox.py")
    return Server(tmp_path / "server.json")


@pytest.fixture
def desk(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk of the person whose home it is, on a machine without a keyring; no keeper is started for it."""
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    monkeypatch.setattr(starting, "start", lambda *_, **__: None)
    paths().data.mkdir(parents=True)
    make(paths().desk)
    with Desk.open(paths().desk) as desk:
        yield desk
    keyring.set_keyring(before)


class Person:
    """Answers in turn, and remembers what they were asked."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[Asking] = []

    def __call__(self, asking: Asking) -> str:
        self.asked.append(asking)
        if not self.answers:
            raise Refused("nobody answers")
        return self.answers.pop(0)


def do(desk: Desk, line: str, *, person: Person | None = None, stdin: str | None = None) -> Outcome:
    read = None if stdin is None else lambda: stdin
    return run(line, Call(lambda: desk, ask=person, read_text=read))


def said(outcome: Outcome) -> str:
    return "\n".join(outcome.lines or [outcome.words])


def kept(desk: Desk, name: str = "box") -> str | None:
    found = Secrets(paths(), desk.id, environ={}).find(name)
    return None if found is None else found.secret.reveal()


def connected(desk: Desk) -> list[tuple[str, dict[str, str]]]:
    return [(c.name, c.settings) for c in desk.connections()]


# --- what there is to connect to


def test_what_is_installed_can_be_connected_to(
    server: Server, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "bad_backend.py").write_text("import nothing_of_this_name\n")
    points = {"bad": "bad_backend:DRIVER", "odd": "json:loads", "mail": "letterbox:DRIVER", "box2": "letterbox:DRIVER"}
    install(tmp_path / "bad", monkeypatch, "bad", points)
    lines = said(do(desk, "connect")).splitlines()
    known = {"letterbox", *SHIPPED}
    assert {line.split()[0] for line in lines[: len(known)]} == known
    assert "mail               Mail" in lines
    assert lines[len(known) :] == [
        "the backend 'bad' can't be loaded: ModuleNotFoundError in bad_backend:DRIVER",
        "the backend 'box2' can't be used: it calls itself 'letterbox' (letterbox:DRIVER)",
        "the backend 'odd' can't be used: it has no `open` (json:loads)",
    ]
    with pytest.raises(Refused, match="did you mean letterbox"):
        do(desk, "connect leterbox")
    with pytest.raises(Refused, match="'bad' can't be loaded"):
        do(desk, "connect bad")


# --- asked, tried, kept


def test_a_person_is_asked_for_everything_once_and_it_is_tried_before_it_is_kept(server: Server, desk: Desk) -> None:
    person = Person(str(server.path), "fast", TOKEN)
    outcome = do(desk, "connect letterbox box", person=person)
    assert [a.words for a in person.asked] == ["Where is it?", "How fast?", "Token"]
    assert [a.hidden for a in person.asked] == [False, False, True]
    assert person.asked[1].default == "slow" and person.asked[1].choices == ("slow", "fast")
    assert server.asked == ["probe"]
    assert connected(desk) == [("box", {"server": str(server.path), "speed": "fast", "quiet": "very"})]
    assert kept(desk) == TOKEN
    words = said(outcome)
    assert words.startswith("box is connected as robot\nthe token is kept unencrypted in ")
    assert "which only you can read: there is no keyring here" in words
    assert (
        "you can open tickets, reply\n" in words and "can't be done from here: write internal notes, forward" in words
    )
    assert "it is sent again: nothing arrives twice" in words


def test_what_turns_out_to_be_wrong_is_asked_for_again(server: Server, desk: Desk) -> None:
    answers = ["", "/nowhere", "quick", "slow", "", "wrong", str(server.path), TOKEN]
    person = Person(*answers)
    do(desk, "connect letterbox box", person=person)
    assert [(a.words, a.help) for a in person.asked] == [
        ("Where is it?", "The path of a file"),
        ("Where is it?", "it is missing"),
        ("How fast?", ""),
        ("How fast?", "it is slow or fast, not 'quick'"),
        ("Token", ""),
        ("Token", "it can't be empty"),
        ("Where is it?", "there is no such file"),
        ("Token", "the token is not accepted: once more"),
    ]
    assert kept(desk) == TOKEN and server.asked == ["probe", "probe"]


def test_where_much_could_be_set_one_is_asked_whether_one_wants_to(desk: Desk) -> None:
    person = Person("https://127.0.0.1:9", "no", "1-2-no-token-at-all")
    with pytest.raises(Refused):
        do(desk, "connect request-tracker", person=person)
    assert [a.words for a in person.asked[:3]] == ["Where is it?", "Set more than that?", "Token"]
    assert "queues" in person.asked[1].help and "poll" not in person.asked[1].help
    person = Person("https://127.0.0.1:9", "yes", "Support")
    with pytest.raises(Refused, match="nobody answers"):
        do(desk, "connect request-tracker since=", person=person)
    assert [a.words for a in person.asked[2:4]] == ["Which queues?", "What do other statuses mean?"]


def test_it_is_said_beforehand_how_much_there_is_and_how_long_reading_it_takes(desk: Desk) -> None:
    vendor = KINDS["zendesk"].vendor()
    for n in range(300):
        customer(vendor.face.remote, "al@acme.test").opens(f"Jam {n}", "hello")
    line = f"connect zendesk zen email={zendesk_face.EMAIL} since="
    with vendor.serving():
        words = said(do(desk, f"{line} url={vendor.url} --secret", stdin=TOKEN_THERE + "\n"))
        assert "300 tickets to read, which takes about 2 minutes: Zendesk lets no more requests through" in words
        again = said(do(desk, "connect zen poll=90"))
        assert "to read" not in again


@pytest.mark.parametrize("counts", [True, False])
def test_one_that_is_too_old_to_count_is_connected_all_the_same(desk: Desk, counts: bool) -> None:
    vendor = KINDS["zammad"].vendor()
    vendor.face.counts = counts
    with vendor.serving():
        line = f"connect zammad zam url={vendor.url} since= --secret"
        words = said(do(desk, line, stdin=TOKEN_THERE + "\n"))
    assert ("0 tickets to read" in words) is counts and [name for name, _ in connected(desk)] == ["zam"]


def test_who_leaves_in_between_has_stored_nothing(server: Server, desk: Desk) -> None:
    with pytest.raises(Refused, match="nobody answers"):
        do(desk, "connect letterbox box", person=Person(str(server.path)))
    assert connected(desk) == [] and kept(desk) is None and server.asked == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("connect letterbox", r"server is missing: Where is it\? Give it as server=…"),
        ("connect letterbox server=SERVER", "the token is missing: .*--secret, or in .SUPPORTTERM_SECRET_LETTERBOX"),
        ("connect letterbox server=SERVER speed=quick", "speed is slow or fast, not 'quick'"),
        ("connect letterbox server=SERVER colour=red", "no setting 'colour'; there are server, speed, quiet"),
        ("connect letterbox server=/nowhere --secret", "the server is no file"),
        ("connect letterbox me server=SERVER", "can't be the name of a connection"),
        ("connect letterbox box nonsense", "'nonsense' is not KEY=VALUE"),
    ],
)
def test_where_nobody_can_be_asked_what_is_missing_is_named(server: Server, desk: Desk, line: str, words: str) -> None:
    with pytest.raises(Usage, match=words):
        do(desk, line.replace("SERVER", str(server.path)), stdin=TOKEN)
    assert connected(desk) == [] and server.asked == []


def test_a_secret_comes_from_standard_input_and_never_from_an_argument(server: Server, desk: Desk) -> None:
    do(desk, f"connect letterbox box server={server.path} --secret", stdin=f"{TOKEN}\nlogin: me\n")
    assert kept(desk) == TOKEN
    with pytest.raises(Usage, match="on standard input is empty"):
        do(desk, "connect box --secret", stdin="\n")
    with pytest.raises(Usage, match="'wrong' is not KEY=VALUE"):
        do(desk, "connect box --secret wrong", stdin=TOKEN)


def test_one_in_the_environment_is_used_and_not_kept(
    server: Server, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUPPORTTERM_SECRET_BOX", TOKEN)
    do(desk, f"connect letterbox box server={server.path}")
    assert connected(desk) and kept(desk) is None


def test_what_does_not_work_is_not_kept(server: Server, desk: Desk) -> None:
    with pytest.raises(Refused, match="can't be used so: the token is not accepted; nothing was stored"):
        do(desk, f"connect letterbox box server={server.path} --secret", stdin="wrong")
    with pytest.raises(Refused, match="not accepted"):
        do(desk, f"connect letterbox box server={server.path} --secret --force", stdin="wrong")
    server.says(mode="down")
    with pytest.raises(Refused, match="can't be used so: no way there; nothing was stored"):
        do(desk, f"connect letterbox box server={server.path} --secret", stdin=TOKEN)
    assert connected(desk) == [] and kept(desk) is None


def test_what_is_only_out_of_reach_is_kept_when_somebody_wants_it(server: Server, desk: Desk) -> None:
    server.says(mode="down")
    words = said(do(desk, f"connect letterbox box server={server.path} --secret --force", stdin=TOKEN))
    assert words.startswith("box is kept, but was not tried") and "no way there" in words
    assert connected(desk) and kept(desk) == TOKEN


def test_a_note_proves_what_it_promises(server: Server, desk: Desk) -> None:
    server.says(remarks=["the field for marks may not be written"])
    add = f"connect letterbox box server={server.path} --secret"
    assert "the field for marks may not be written" in said(do(desk, add, stdin=TOKEN))
    assert "proved: what is written there is found again" in said(do(desk, "connect box --prove 7"))
    assert server.asked == ["probe", "probe", "prove 7"]


# --- changed and taken away


def test_a_connection_is_changed_by_its_name(server: Server, desk: Desk) -> None:
    do(desk, f"connect letterbox box server={server.path} --secret", stdin=TOKEN)
    do(desk, "connect box speed=fast")
    assert connected(desk)[0][1]["speed"] == "fast" and kept(desk) == TOKEN
    server.says(token="another")
    with pytest.raises(Refused, match="`connect box --secret` asks for another token"):
        do(desk, "connect box")
    do(desk, "connect box --secret", person=Person("another"))
    assert kept(desk) == "another"
    with pytest.raises(Refused, match="there is a connection 'box' already"):
        do(desk, f"connect letterbox box server={server.path}")
    do(desk, f"connect letterbox server={server.path} --secret", stdin="another")
    assert [c.title for c in desk.connections()] == ["Letterbox", "Letterbox (letterbox)"]


def test_who_leads_it_to_another_store_before_anything_came_goes_on_there(server: Server, desk: Desk) -> None:
    """The first host was wrong, or its name was: nothing can be mixed up yet, and nobody has to say so twice."""
    server.says(epoch="one")
    do(desk, f"connect letterbox box server={server.path} --secret", stdin=TOKEN)
    box = desk.replica("box")
    box.set_state(state="changed", epoch="one")
    box.begin_at("7")
    server.says(epoch="two")
    assert "another store" not in said(do(desk, "connect box speed=fast"))
    assert (box.state().state, box.state().epoch, box.cursor()) == ("new", "", "")
    box.set_state(epoch="two")
    desk.create_ticket(NewTicket("kim@acme.test", "It broke", "help", home="box"))
    server.says(epoch="three")
    told = said(do(desk, "connect box speed=slow"))
    assert "it is another store than before: nothing is sent or read until `connect box --accept`" in told
    assert box.state().epoch == "two"
    assert said(do(desk, "connect box --accept")).startswith("box is read from its beginning; what waited to leave")
    assert box.state().epoch == ""


def test_a_secret_that_is_kept_is_not_sent_to_another_place(server: Server, desk: Desk, tmp_path: Path) -> None:
    do(desk, f"connect letterbox box server={server.path} --secret", stdin=TOKEN)
    other = Server(tmp_path / "other.json")
    with pytest.raises(Refused, match=f"the token that is kept is for {server.path}, and not sent to {other.path}"):
        do(desk, f"connect box server={other.path}")
    assert other.asked == [] and connected(desk)[0][1]["server"] == str(server.path)
    person = Person(TOKEN)
    do(desk, f"connect box server={other.path}", person=person)
    assert "is kept is for" in person.asked[0].help and other.asked == ["probe"]
    with pytest.raises(Refused, match="and not sent to"):
        do(desk, f"connect box server={server.path}")


def test_nor_when_others_have_changed_where_the_connection_leads(server: Server, desk: Desk, tmp_path: Path) -> None:
    do(desk, f"connect letterbox box server={server.path} --secret", stdin=TOKEN)
    other = Server(tmp_path / "other.json")
    (box,) = desk.connections()
    settings = {**box.settings, "server": str(other.path)}
    desk.define("connection", "box", {"title": "Box", "backend": "letterbox", "settings": settings})
    with pytest.raises(errors.AuthFailed, match="`supportterm connect box` says that this is right"):
        opened(desk.connections()[0], desk.id).probe()
    assert "probe" not in [what for what in other.asked if "token" in what]
    do(desk, "connect box", person=Person(TOKEN))
    assert opened(desk.connections()[0], desk.id).probe().account == "robot"


def test_one_of_the_environment_goes_where_its_owner_connects_to(
    server: Server, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUPPORTTERM_SECRET_BOX", TOKEN)
    do(desk, f"connect letterbox box server={server.path}")
    other = Server(tmp_path / "other.json")
    do(desk, f"connect box server={other.path}")
    assert opened(desk.connections()[0], desk.id).probe().account == "robot"


def test_who_proves_nothing_is_asked_for_again_with_what_to_do(server: Server, desk: Desk, tmp_path: Path) -> None:
    server.says(mode="a stranger's")
    other = Server(tmp_path / "other.json")
    person = Person(str(server.path), "slow", TOKEN, str(other.path))
    do(desk, "connect letterbox box", person=person)
    assert (person.asked[-1].words, person.asked[-1].help) == ("Where is it?", "there is no trusting it")
    assert connected(desk)[0][1]["server"] == str(other.path)
    with pytest.raises(Refused, match="there is no trusting it; nothing was stored"):
        do(desk, f"connect letterbox other server={server.path} --secret", stdin=TOKEN)


def test_a_secret_that_the_other_side_replaces_is_kept_where_the_old_one_was(server: Server, desk: Desk) -> None:
    server.says(rotates="second")
    do(desk, f"connect letterbox box server={server.path} --secret", stdin=TOKEN)
    assert kept(desk) == "second"
    server.says(token="second", rotates="third")
    assert opened(desk.connections()[0], desk.id).probe().remarks == ("the next one is kept",)
    assert kept(desk) == "third"
    server.says(token="third", rotates="fourth")
    do(desk, "connect box")
    assert kept(desk) == "fourth"


def test_one_that_can_not_be_replaced_where_it_is_says_so(
    server: Server, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUPPORTTERM_SECRET_BOX", TOKEN)
    server.says(rotates="second")
    said_of_it = said(do(desk, f"connect letterbox box server={server.path}"))
    assert "it comes from $SUPPORTTERM_SECRET_BOX, which can't be written to" in said_of_it and kept(desk) is None
    backend = opened(desk.connections()[0], desk.id)
    backend.probe()
    server.says(token="second")
    assert backend.probe().account == "robot"  # while this program runs, the new one counts


def test_one_that_is_taken_away_leaves_its_tickets(server: Server, desk: Desk) -> None:
    do(desk, f"connect letterbox box server={server.path} --secret", stdin=TOKEN)
    desk.create_ticket(NewTicket("kim@acme.test", "It broke", "help", home="box"))
    assert said(do(desk, "disconnect box")) == (
        "box is disconnected; its ticket stays as it is; 1 that waited to leave stays in the outbox until it is "
        "connected again"
    )
    assert connected(desk) == [] and kept(desk) is None
    assert desk.count(parse("home:box")) == 1
    assert said(do(desk, "connections")).startswith("this desk is connected to nothing")
    with pytest.raises(Usage, match="there is no connection 'box'; there are: none yet"):
        do(desk, "disconnect box")


# --- looked at


def look(desk: Desk, *, network: bool = False) -> str:
    """What `doctor` says of the box, whether it is worth a look in front."""
    lines = list(do(desk, f"doctor{' --network' * network}").lines or ())
    return next(line for line in lines if " box " in line)


def test_doctor_says_where_the_secret_comes_from_and_asks_nobody(
    server: Server, desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    do(desk, f"connect letterbox box server={server.path} --secret", stdin=TOKEN)
    (file,) = (f for f in (paths().data / "secrets").iterdir() if not f.suffix)
    assert look(desk) == f"ok   box          Letterbox: token from {file}; connecting; {ONCE}"
    file.chmod(0o644)
    assert look(desk).startswith(f"LOOK box          Letterbox: others can read {file}")
    file.unlink()
    assert look(desk) == "LOOK box          Letterbox: no token; `connect box --secret` asks for it"
    monkeypatch.setenv("SUPPORTTERM_SECRET_BOX", TOKEN)
    assert "token from $SUPPORTTERM_SECRET_BOX" in look(desk)
    monkeypatch.delenv("SUPPORTTERM_SECRET_BOX")
    ran = tmp_path / "ran"
    paths().config.mkdir(parents=True)
    paths().settings.write_text(f"connections:\n  box:\n    password_command: touch {ran}\n")
    assert "token from password_command" in look(desk)
    assert not ran.exists() and server.asked == ["probe"]


def test_doctor_asks_when_it_is_told_to(server: Server, desk: Desk) -> None:
    do(desk, f"connect letterbox box server={server.path} --secret", stdin=TOKEN)
    assert look(desk, network=True).endswith(f"; answers, as robot; {ONCE}")
    server.says(remarks=["may not write notes"])
    assert look(desk, network=True).startswith("LOOK ") and "may not write notes" in look(desk, network=True)
    server.says(mode="down")
    assert look(desk, network=True).startswith("LOOK ") and look(desk, network=True).endswith("; no way there")
    server.path.unlink()
    assert look(desk, network=True).endswith("; the server is no file")


# --- shown to nobody


def test_what_a_hostile_server_says_is_inert(
    server: Server, desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    server.says(account=HOSTILE, remarks=[f"[@click=app.quit]{HOSTILE}[/]"])
    for words in (
        ["connect", "letterbox", "box", f"server={server.path}", "--secret"],
        ["connections"],
        ["connections", "--json"],
        ["doctor", "--network"],
        ["connect", "box", "--json"],
    ):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TOKEN.encode())))
        main(words)
        shown = "".join(capsys.readouterr())
        assert shown and not set(shown) & set("\x1b\x07\x9b\u202e"), words


def test_no_traceback_and_no_log_has_the_secret_in_it(
    server: Server, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    server.says(mode="broken")
    failures: list[Callable[[], object]] = [
        lambda: do(desk, f"connect letterbox box server={server.path} --secret", stdin=TOKEN),
        lambda: do(desk, "connect letterbox box", person=Person(str(server.path), "slow", TOKEN)),
    ]
    for failure in failures:
        with pytest.raises(ZeroDivisionError) as caught:
            failure()
        whole = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
        ours = [frame for frame in whole.stack if "/src/supportterm/" in frame.filename]
        assert len(ours) > 3
        assert TOKEN not in "".join(f"{frame.locals}" for frame in ours)
    assert TOKEN not in caplog.text


class Ran(NamedTuple):
    status: int
    out: str


@pytest.fixture
def shell(server: Server, own_home: Path) -> Callable[..., Ran]:
    """Commands in processes of their own, as in a shell, where there is no keyring."""
    environ = {
        "HOME": str(own_home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONPATH": os.pathsep.join(sys.path),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }  # fmt: skip

    def shell(*words: str, stdin: str = "", **more: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "supportterm", *words], input=stdin, env=environ | more, capture_output=True,
            text=True, timeout=120,
        )  # fmt: skip
        return Ran(done.returncode, done.stdout + done.stderr)

    return shell


def test_the_secret_is_in_its_file_and_nowhere_else(shell: Callable[..., Ran], server: Server, own_home: Path) -> None:
    told = [shell("connect", "letterbox", "box", f"server={server.path}", "--secret", stdin=TOKEN)]
    assert told[0].status == 0, told[0].out
    try:
        told += [
            shell("doctor", "--network"),
            shell("connections", "--json"),
            shell("connect", "--json"),
            shell("sync"),
            shell("connect", "box", "speed=fast", "--json"),
            shell("--help", "connect"),
        ]
        assert [r.status for r in told] == [0] * 7, told
    finally:
        told.append(shell("disconnect", "box"))
    dismiss(own_home / ".local/share/supportterm/main.desk")
    assert "box          Letterbox: token from " in told[1].out and "answers, as robot" in told[1].out
    assert not any(TOKEN in r.out for r in told)
    assert server.askers and not any(TOKEN in words for words in server.askers)
    told.append(shell("connect", "letterbox", "box", f"server={server.path}", "--secret", "--force", stdin=TOKEN))
    with_it = [p for p in own_home.rglob("*") if p.is_file() and TOKEN.encode() in p.read_bytes()]
    assert [p.parent for p in with_it] == [own_home / ".local/share/supportterm/secrets"]
    shell("disconnect", "box")
    dismiss(own_home / ".local/share/supportterm/main.desk")
    assert not any(p.is_file() and TOKEN.encode() in p.read_bytes() for p in own_home.rglob("*"))


def test_with_a_secret_service_it_is_in_the_keyring(
    shell: Callable[..., Ran], server: Server, own_home: Path, tmp_path: Path
) -> None:
    try:
        with secret_service(tmp_path / "keyring") as variables:
            real = variables | {"PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring"}
            add = shell("connect", "letterbox", "box", f"server={server.path}", "--secret", stdin=TOKEN, **real)
            assert "the token is kept in the keyring" in add.out, add.out
            assert "token from the keyring; answers, as robot" in shell("doctor", "--network", **real).out
            assert shell("sync", **real).status == 0
            shell("disconnect", "box", **real)
            dismiss(own_home / ".local/share/supportterm/main.desk")
            assert not any(p.is_file() and TOKEN.encode() in p.read_bytes() for p in own_home.rglob("*"))
            without = shell("connect", "letterbox", "box", f"server={server.path}", **real)
            assert without.status == 2 and "the token is missing" in without.out
    except NotToBeHad as why:
        pytest.skip(str(why))

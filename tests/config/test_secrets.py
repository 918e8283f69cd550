"""Secrets: found in this order, kept where nobody else can read, shown to nobody, and never on the way to somewhere."""

import os
import pickle
import re
import stat
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null

from servers.debian import NotToBeHad
from servers.keyring import secret_service
from supportterm.config import password_command
from supportterm.config.paths import Paths, paths
from supportterm.config.secrets import Secret, Secrets, variable_of
from supportterm.config.settings import load
from supportterm.core.refusal import Refused

TOKEN = "s3cret-tøken-7391"
DESK = "a7c0ffee"


@pytest.fixture(autouse=True)
def no_keyring() -> Iterator[None]:
    """As on a server without one; what a test chooses is forgotten after it."""
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def here(own_home: Path) -> Paths:
    return paths()


def secrets(here: Paths, command: str = "", environ: dict[str, str] | None = None, desk: str = DESK) -> Secrets:
    return Secrets(here, desk, {"rt": command} if command else {}, environ or {})


def found(where: Secrets, name: str = "rt") -> tuple[str, str] | None:
    got = where.find(name)
    return None if got is None else (got.secret.reveal(), got.source)


def printing(text: str) -> str:
    """A command that prints *text*, which does not stand in its own argument list."""
    return f"""{sys.executable} -c 'print(bytes.fromhex("{text.encode().hex()}").decode())'"""


def refusal(action: object, *arguments: object) -> str:
    """How it is refused; the secret is in no variable of anything that was on the way."""
    with pytest.raises(Refused) as caught:
        action(*arguments)  # type: ignore[operator]
    ours = [frame for frame in traceback.walk_tb(caught.tb) if "supportterm" in frame[0].f_code.co_filename]
    assert ours
    whole = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    told = [str(caught.value), *(str(f.locals) for f in whole.stack if "/src/supportterm/" in f.filename)]
    while whole := whole.__context__ or whole.__cause__:  # type: ignore[assignment]
        told += [str(whole), *(str(f.locals) for f in whole.stack)]
    assert TOKEN not in "\n".join(told)
    return str(caught.value)


# --- the value


def test_a_secret_shows_itself_to_nobody_but_who_asks_for_it() -> None:
    secret = Secret(TOKEN)
    for text in (repr(secret), str(secret), f"{secret}", "%s" % secret, f"{[secret]} { {'a': secret} }"):  # noqa: UP031
        assert TOKEN not in text
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    assert secret.reveal() == TOKEN


# --- the order


def test_the_environment_comes_first_then_a_command_the_keyring_and_a_file(here: Paths) -> None:
    nobody = secrets(here)
    assert found(nobody) is None
    assert "only you can read" in nobody.keep("rt", Secret("of the file"))
    assert found(nobody) == ("of the file", str(next((here.data / "secrets").iterdir())))
    keyring.set_keyring(Drawer({("supportterm", f"{DESK}/rt"): "of the keyring"}))
    assert found(nobody) == ("of the keyring", "the keyring")
    assert found(secrets(here, printing("of the command"))) == ("of the command", "password_command")
    set_ = secrets(here, printing("of the command"), {"SUPPORTTERM_SECRET_RT": "of the environment"})
    assert found(set_) == ("of the environment", "$SUPPORTTERM_SECRET_RT")


def test_the_variable_is_named_after_the_connection() -> None:
    assert variable_of("acme-rt.2") == "SUPPORTTERM_SECRET_ACME_RT_2"


def test_another_desk_or_another_connection_does_not_get_it(here: Paths) -> None:
    secrets(here).keep("rt", Secret(TOKEN))
    assert found(secrets(here, desk="another")) is None
    assert found(secrets(here), "rt2") is None


def test_whoever_keeps_one_hears_what_comes_before_it(here: Paths) -> None:
    assert "$SUPPORTTERM_SECRET_RT is set" in secrets(here, "", {"SUPPORTTERM_SECRET_RT": "x"}).keep("rt", Secret("y"))
    assert "your password_command" in secrets(here, "true").keep("rt", Secret("y"))


def test_a_keyring_that_keeps_nothing_is_none(here: Paths) -> None:
    keyring.set_keyring(null.Keyring())
    assert "keeps nothing" in secrets(here).keep("rt", Secret(TOKEN))
    keyring.set_keyring(fail.Keyring())
    assert found(secrets(here)) == (TOKEN, str(next((here.data / "secrets").iterdir())))


def test_what_is_kept_in_the_keyring_is_in_no_file_any_more(here: Paths) -> None:
    secrets(here).keep("rt", Secret("older"))
    drawer = Drawer({})
    keyring.set_keyring(drawer)
    before = secrets(here).stamp()
    assert secrets(here).keep("rt", Secret(TOKEN)) == "kept in the keyring"
    assert list(drawer.held.values()) == [TOKEN]
    assert list((here.data / "secrets").iterdir()) == []
    assert secrets(here).stamp() != before


def test_a_keyring_may_fail_in_any_way_and_tells_nothing(here: Paths) -> None:
    keyring.set_keyring(Broken())
    assert refusal(secrets(here).find, "rt") == "the keyring can't be read (ZeroDivisionError)"
    assert "only you can read: the keyring can't be used (ZeroDivisionError)" in secrets(here).keep("rt", Secret(TOKEN))
    assert found(secrets(here)) is not None
    assert secrets(here).forget("rt") == ""
    assert list((here.data / "secrets").iterdir()) == []


# --- a file


def test_a_file_is_for_its_owner_alone(here: Paths) -> None:
    old = os.umask(0)
    try:
        secrets(here).keep("rt", Secret(TOKEN))
    finally:
        os.umask(old)
    (file,) = (here.data / "secrets").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601])
def test_a_file_that_others_can_read_is_refused(here: Paths, mode: int) -> None:
    secrets(here).keep("rt", Secret(TOKEN))
    (file,) = (here.data / "secrets").iterdir()
    file.chmod(mode)
    assert refusal(secrets(here).find, "rt").startswith(f"others can read {file}: `chmod 600` it")


def test_what_is_no_file_of_ours_is_not_followed(here: Paths, tmp_path: Path) -> None:
    secrets(here).keep("rt", Secret(TOKEN))
    (file,) = (here.data / "secrets").iterdir()
    elsewhere = tmp_path / "elsewhere"
    file.rename(elsewhere)
    file.symlink_to(elsewhere)
    assert "can't be read" in refusal(secrets(here).find, "rt")
    file.unlink()
    os.mkfifo(file, 0o600)
    assert refusal(secrets(here).find, "rt") == f"{file} is no file"


def test_a_disk_that_says_no_is_told_without_the_secret(here: Paths) -> None:
    here.data.mkdir(parents=True)
    (here.data / "secrets").write_text("in the way")
    assert "nothing was stored" in refusal(secrets(here).keep, "rt", Secret(TOKEN))


def test_no_name_leads_out_of_the_folder(here: Paths) -> None:
    Secrets(here, "../../x", environ={}).keep("../../../y", Secret(TOKEN))
    (file,) = (p for p in here.data.parent.parent.rglob("*") if p.is_file())
    assert file.parent == here.data / "secrets"


# --- a command


def test_the_first_line_of_a_command_is_the_secret(here: Paths) -> None:
    assert found(secrets(here, printing(f"{TOKEN}\nlogin: me\n"))) == (TOKEN, "password_command")


def test_there_is_no_shell_and_nothing_to_read(here: Paths, tmp_path: Path) -> None:
    there = tmp_path / "there"
    assert found(secrets(here, f"echo $(touch {there}); touch {there} | cat")) == (
        f"$(touch {there}); touch {there} | cat",
        "password_command",
    )
    assert not there.exists()
    assert found(secrets(here, "sh -c 'cat; echo end'")) == ("end", "password_command")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (f"sh -c 'echo {TOKEN}; echo {TOKEN} >&2; exit 3'", "failed (status 3)"),
        ("/nowhere/pass rt", "'/nowhere/pass' can't be run: No such file or directory"),
        ("sh -c 'echo \"unclosed", "can't be read: No closing quotation"),
        ("   ", "is empty"),
        ("true", "printed no password"),
        (r"printf '\n%s\n' later", "printed no password"),
        (r"printf '\377\376\n'", "printed no password"),
        (r"printf 'a\033[2Jb\n'", "printed no password"),
        (r"printf 'a\0b\n'", "printed no password"),
        ("yes", "printed more than"),
        ("head -c 100000 /dev/zero", "printed more than"),
    ],
)
def test_a_command_that_gives_none_is_told_in_plain_words(here: Paths, command: str, words: str) -> None:
    with pytest.raises(Refused) as caught:
        secrets(here, command).find("rt")
    said = str(caught.value)
    assert TOKEN not in said
    assert said.startswith("the password_command") and words in said


def test_a_command_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    note = tmp_path / "pids"
    script = tmp_path / "hangs"
    script.write_text(f"sleep 600 & echo $! > {note}; echo $$ >> {note}; echo {TOKEN}; wait")
    assert refusal(password_command.run, f"sh {script}", 0.5) == "the password_command did not end within 0.5 s"
    ended(note)


def test_one_that_leaves_something_running_is_not_waited_for(tmp_path: Path) -> None:
    script = tmp_path / "leaves"
    note = tmp_path / "pid"
    script.write_text(f"sleep 600 >/dev/null & echo $! > {note}; echo {TOKEN}")
    assert password_command.run(f"sh {script}") == TOKEN
    ended(note)


def test_config_yaml_names_the_command(here: Paths) -> None:
    here.config.mkdir(parents=True)
    here.settings.write_text("undo_window: 2.5\nconnections:\n  rt:\n    password_command: pass show 'my rt'\n")
    settings = load(here=here)
    assert settings.password_commands() == {"rt": "pass show 'my rt'"}
    assert settings.undo_window == 2.5


def ended(file: Path) -> None:
    """Waits until the processes whose ids are in *file* have ended; a signal takes its time."""
    end = time.monotonic() + 30
    while any(_runs(int(pid)) for pid in file.read_text().split()):
        assert time.monotonic() < end, "it still runs"
        time.sleep(0.01)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


# --- a real Secret Service


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where a Secret Service keeps its keyrings; tests start it, with the right password or without."""
    from keyring.backends import SecretService

    try:
        with secret_service(tmp_path / "keyring") as variables:
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", variables["DBUS_SESSION_BUS_ADDRESS"])
            keyring.set_keyring(SecretService.Keyring())
            yield tmp_path / "keyring"
    except NotToBeHad as why:
        pytest.skip(str(why))


def test_a_secret_service_keeps_it_and_no_file_does(service: Path, here: Paths) -> None:
    assert found(secrets(here)) is None
    assert secrets(here).keep("rt", Secret(TOKEN)) == "kept in the keyring"
    assert found(secrets(here)) == (TOKEN, "the keyring")
    assert found(secrets(here, desk="another")) is None
    assert [p for p in here.data.rglob("*") if p.is_file()] == []
    kept = list((service / "data" / "keyrings").glob("*.keyring"))
    assert kept and not any(TOKEN.encode() in file.read_bytes() for file in kept)
    assert secrets(here).forget("rt") == ""
    assert found(secrets(here)) is None


@pytest.mark.parametrize("password", [None, "wrong"], ids=["locked", "wrong password"])
def test_a_locked_keyring_is_told_and_nothing_goes_elsewhere(
    service: Path, here: Paths, monkeypatch: pytest.MonkeyPatch, password: str | None
) -> None:
    secrets(here).keep("rt", Secret("in the drawer"))
    other = service.with_name("again")
    other.mkdir()
    (service / "data").rename(other / "data")
    with secret_service(other, password) as variables:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", variables["DBUS_SESSION_BUS_ADDRESS"])
        assert refusal(secrets(here).find, "rt") == "the keyring is locked: unlock it and try again"
        assert "nothing was stored" in refusal(secrets(here).keep, "rt", Secret(TOKEN))
        assert [p for p in here.data.rglob("*") if p.is_file()] == []
        assert "locked" in secrets(here).forget("rt")
        assert found(secrets(here, "", {"SUPPORTTERM_SECRET_RT": "typed"})) is not None
    with secret_service(other) as variables:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", variables["DBUS_SESSION_BUS_ADDRESS"])
        assert found(secrets(here)) == ("in the drawer", "the keyring")


def test_a_bus_that_went_away_leaves_the_file(service: Path, here: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={service / 'nobody'}")
    said = secrets(here).keep("rt", Secret(TOKEN))
    assert re.search(r"^kept unencrypted in .*, which only you can read: the keyring can't be used", said)
    assert found(secrets(here)) == (TOKEN, str(next((here.data / "secrets").iterdir())))


class Drawer(KeyringBackend):
    """A keyring in memory."""

    priority = 1  # type: ignore[assignment]

    def __init__(self, held: dict[tuple[str, str], str]) -> None:
        super().__init__()
        self.held = held

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.held.pop((service, username))


class Broken(KeyringBackend):
    priority = 1  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        raise ZeroDivisionError(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        raise ZeroDivisionError(password)

    def delete_password(self, service: str, username: str) -> None:
        raise ZeroDivisionError(username)

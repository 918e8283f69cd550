"""Real mail servers on loopback, from Debian's packages: Dovecot for IMAP, Postfix for SMTP.

    python tests/servers/mail.py up FOLDER       prints one line of KEY=VALUE
    python tests/servers/mail.py down FOLDER

Nothing under /etc is read or written, no daemon of a package is started, and nothing leaves this machine: every
address of `example.test` has a mailbox, mail to any other lands in `catchall@example.test`, but for `@refused.test`
(550) and `@later.test` (450). FOLDER must be reachable for the users `mail` and `postfix`.
"""

import base64
import contextlib
import hashlib
import hmac
import imaplib
import json
import os
import shutil
import signal
import smtplib
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from servers import mail_configuration as configuration
from servers.by_hand import by_hand
from servers.debian import NotToBeHad, install
from servers.mail_configuration import CATCH_ALL, DOMAIN, HOST

PACKAGES: Final = ("dovecot-imapd", "dovecot-lmtpd", "postfix", "openssl")
PASSWORD: Final = "geheim-ä-1"
PEOPLE: Final = ("support", "billing", "agent", "customer", "catchall")
PORTS: Final = ("smtp", "submission", "smtps", "plain", "ascii", "imap", "imaps")
PIDS: Final = {"dovecot": "dovecot.pid", "postfix": "queue/pid/master.pid"}
"""Where the first process of each says its number; it leads a group of which all others are."""
_SOCKET_PATH: Final = 70
"""Characters that the folder of the daemons' sockets may have; a socket's path has room for 107."""


@dataclass(frozen=True)
class MailServers:
    """Running servers; `ports` by the names of PORTS."""

    folder: Path
    ports: dict[str, int]

    @property
    def ca(self) -> Path:
        return self.folder / "tls" / "ca.pem"

    def deliver(self, raw: bytes, to: str = f"support@{DOMAIN}", sender: str = f"customer@{DOMAIN}") -> None:
        """Hand in a mail as the world does."""
        with smtplib.SMTP("127.0.0.1", self.ports["smtp"], timeout=60) as smtp:
            smtp.sendmail(sender, [to], raw, mail_options=["SMTPUTF8"] if not to.isascii() else [])

    def person(self, name: str = "", password: str = PASSWORD) -> str:
        """Somebody new, with an empty mailbox; the part of the address before the @."""
        name = name or f"p{os.urandom(6).hex()}"
        _let_in(self.folder, name, password)
        return name

    def put(self, person: str, raw: bytes, name: str = "INBOX") -> None:
        """Put a mail into somebody's mailbox, without sending it."""
        with self.mailbox(person) as imap:
            assert imap.append(name, "", "", raw)[0] == "OK"  # imaplib: no flags, the moment is now

    @contextlib.contextmanager
    def mailbox(self, person: str, name: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """Somebody's mailbox, opened to be read and changed."""
        context = ssl.create_default_context(cafile=str(self.ca))
        with imaplib.IMAP4_SSL("127.0.0.1", self.ports["imaps"], ssl_context=context, timeout=60) as imap:
            imap.authenticate("PLAIN", lambda _: f"\0{person}@{DOMAIN}\0{PASSWORD}".encode())
            imap.select(name)
            yield imap

    def mails(self, person: str, name: str = "INBOX", *, having: tuple[str, str] | None = None) -> list[bytes]:
        """The mails in somebody's mailbox, oldest first; *having*: only those with that in a header field."""
        with self.mailbox(person, name) as imap:
            words = ("HEADER", having[0], f'"{having[1]}"') if having else ("ALL",)
            found = imap.uid("SEARCH", *words)[1][0].split()
            got = (imap.uid("FETCH", uid.decode(), "(BODY.PEEK[])")[1] for uid in found)
            return [answer[0][1] for answer in got if answer and isinstance(answer[0], tuple)]

    def await_mail(self, person: str, field: str, text: str, name: str = "INBOX") -> bytes:
        """The mail with *text* in a header field, as soon as it is there."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with contextlib.suppress(IndexError):
                return self.mails(person, name, having=(field, text))[0]
            time.sleep(0.05)
        raise AssertionError(f"no mail with {text!r} in {field} came to {person}")

    def token(self, person: str, *, lasts: float = 3600) -> str:
        """An OAuth2 access token that Dovecot takes."""
        claims = {"sub": f"{person}@{DOMAIN}", "scope": "mail", "iat": int(time.time()) - 5,
                  "exp": int(time.time() + lasts)}  # fmt: skip
        body = ".".join(_base64(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
        key = (self.folder / "token-key").read_bytes()
        return f"{body}.{_base64(hmac.new(key, body.encode(), hashlib.sha256).digest())}"

    def lets_in(self, token: str, person: str) -> bool:
        """Whether Dovecot takes an access token."""
        words = f"user={person}@{DOMAIN}\x01auth=Bearer {token}\x01\x01".encode()
        with imaplib.IMAP4("127.0.0.1", self.ports["imap"], 60) as imap, contextlib.suppress(imaplib.IMAP4.error):
            imap.authenticate("XOAUTH2", lambda asked: words if not asked else b"")
            return True
        return False

    def offline(self) -> None:
        """End both, as if the machine they run on were gone; nothing they accepted is lost."""
        stop(self.folder)

    def online(self) -> None:
        """Both again, on the same ports."""
        _start(self.folder, self.ports)

    def pause(self) -> None:
        """Let both take connections and say nothing."""
        _signal(self.folder, signal.SIGSTOP)

    def resume(self) -> None:
        _signal(self.folder, signal.SIGCONT)


# --- up and down


def up(folder: Path) -> MailServers:
    """Servers whose state lies in *folder*; those that run there already, if they do. Raises NotToBeHad."""
    install("a mail server", PACKAGES)
    if os.getuid() != 0:
        raise NotToBeHad("mail servers need root, to give each of their parts its user")
    if not (folder / "ports.json").exists():
        _prepare(folder)
    ports: dict[str, int] = json.loads((folder / "ports.json").read_text())
    if not any(_group(folder, name) for name in PIDS):
        _start(folder, ports)
    return MailServers(folder, ports)


def stop(folder: Path) -> None:
    """End the servers of *folder*, all of their processes, and nothing else."""
    _signal(folder, signal.SIGCONT)
    for name in PIDS:
        group = _group(folder, name)
        if group is None:
            continue
        for kind in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, kind)
            if _ended(group):
                break
        (folder / PIDS[name]).unlink(missing_ok=True)


def down(folder: Path) -> None:
    """Stop, and leave no socket behind."""
    stop(folder)
    with contextlib.suppress(OSError):
        shutil.rmtree((folder / "run").resolve())


@contextlib.contextmanager
def running() -> Iterator[MailServers]:
    """Fresh servers for as long as the block takes."""
    folder = Path(tempfile.mkdtemp(prefix="supportterm-mail-", dir="/var/tmp"))
    try:
        yield up(folder)
    finally:
        down(folder)
        shutil.rmtree(folder, ignore_errors=True)


# --- inside


def _prepare(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # the servers' own users go through it
    run = folder / "run"
    if len(str(run)) > _SOCKET_PATH:
        run.symlink_to(tempfile.mkdtemp(prefix="mailrun-", dir="/tmp"))
    else:
        run.mkdir()
    run = run.resolve()
    run.chmod(0o755)
    ports = _free_ports()
    for name in ("tls", "postfix", "queue", "postfix-data", "dovecot", "mail", "users", "token-keys/default/HS256"):
        (folder / name).mkdir(parents=True)
    _certificates(folder / "tls")
    key = os.urandom(32)
    (folder / "token-key").write_bytes(key)
    (folder / "token-keys/default/HS256/default").write_text(base64.b64encode(key).decode())
    for name in PEOPLE:
        _let_in(folder, name)
    (folder / "dovecot.conf").write_text(configuration.dovecot(folder, run, ports))
    (folder / "dovecot-oauth2.conf").write_text(configuration.dovecot_oauth2(folder))
    (folder / "postfix/main.cf").write_text(configuration.postfix_main(folder, run))
    (folder / "postfix/master.cf").write_text(configuration.postfix_master(ports))
    (folder / "postfix/domains").write_text(configuration.DOMAINS)
    (folder / "postfix/addresses").write_text(configuration.ADDRESSES)
    (folder / "postfix/refused").write_text(configuration.REFUSED)
    shutil.chown(folder / "postfix-data", "postfix", "postfix")
    shutil.chown(folder / "mail", "mail", "mail")
    (folder / "ports.json").write_text(json.dumps(ports))


def _let_in(folder: Path, name: str, password: str = PASSWORD) -> None:
    """A file for each: Dovecot reads one anew only when a second has gone by."""
    (folder / "users" / name).write_text(f"{name}@{DOMAIN}:{{PLAIN}}{password}::::::\n")


def _start(folder: Path, ports: dict[str, int]) -> None:
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
    with (folder / "start.log").open("ab") as log:
        process = subprocess.Popen(
            ["dovecot", "-F", "-c", str(folder / "dovecot.conf")],
            env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        (folder / PIDS["dovecot"]).write_text(str(process.pid))
        (folder / PIDS["postfix"]).unlink(missing_ok=True)
        subprocess.run(
            ["postfix", "-c", str(folder / "postfix"), "start"],
            env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False,
        )  # fmt: skip
    until = time.monotonic() + 60
    for port in ports.values():
        while not _answers(port):
            if time.monotonic() > until or process.poll() is not None:
                stop(folder)
                raise NotToBeHad(f"the mail servers did not start; see {folder}/*.log")
            time.sleep(0.05)


def _signal(folder: Path, kind: signal.Signals) -> None:
    for name in PIDS:
        group = _group(folder, name)
        if group is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, kind)


def _group(folder: Path, name: str) -> int | None:
    """The group of processes that we started as *name*; None when its first is not there, or is another's."""
    try:
        pid = int((folder / PIDS[name]).read_text())
        words = Path(f"/proc/{pid}/cmdline").read_bytes() + os.readlink(f"/proc/{pid}/cwd").encode()
    except (OSError, ValueError):
        return None
    return pid if str(folder).encode() in words else None


def _ended(group: int) -> bool:
    """Wait until nobody of *group* is left; False when some still are after ten seconds."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(group, os.WNOHANG)
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 5):
            return True
    except OSError:
        return False


def _free_ports() -> dict[str, int]:
    with contextlib.ExitStack() as held:
        ports = {}
        for name in PORTS:
            probe = held.enter_context(socket.socket())
            probe.bind(("127.0.0.1", 0))
            ports[name] = probe.getsockname()[1]
    return ports


def _certificates(folder: Path) -> None:
    """A certificate authority of our own and what it says of `localhost`."""
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout")
    _openssl(folder, "req", "-x509", *key, "ca.key", "-out", "ca.pem", "-days", "3650", "-subj", "/CN=Throwaway CA",
             "-addext", "keyUsage=critical,keyCertSign,cRLSign")  # fmt: skip
    _openssl(folder, "req", *key, "server.key", "-out", "server.csr", "-subj", f"/CN=mail.{DOMAIN}")
    (folder / "names").write_text(
        f"subjectAltName=DNS:{HOST},DNS:mail.{DOMAIN},IP:127.0.0.1\nextendedKeyUsage=serverAuth\n"
    )
    _openssl(folder, "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
             "-days", "800", "-extfile", "names", "-out", "server.pem")  # fmt: skip


def _openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _said(folder: Path, port: int) -> str:
    """Its ports are any that are free."""
    servers = up(folder)
    places = " ".join(f"MAIL_{name.upper()}=127.0.0.1:{port}" for name, port in servers.ports.items())
    return f"{places} MAIL_CA={servers.ca} MAIL_PASSWORD={PASSWORD} MAIL_CATCH_ALL={CATCH_ALL}"


if __name__ == "__main__":
    sys.exit(by_hand(__doc__, _said, down))

"""A real Request Tracker 5 on loopback, from Debian's packages: installed, seeded once, then copied for each test.

    python tests/servers/request_tracker.py up FOLDER [PORT]     prints one line of KEY=VALUE
    python tests/servers/request_tracker.py down FOLDER

Nothing under /etc is read or written, no daemon of a package is started, and all of a server's state lies in its
folder. What is built once (the seeded database, 1 MB) is kept in a cache folder named after what it was made from.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from servers.by_hand import by_hand
from servers.debian import CACHE, install, step, version
from servers.processes import end, free_port, fresh, running_at

HERE: Final = Path(__file__).resolve().parent
SEED_BASE: Final = HERE / "request_tracker_base.pl"
SEED_TICKETS: Final = HERE / "request_tracker_tickets.py"
SERVER: Final = Path("/usr/share/request-tracker5/libexec/rt-server")
PERL_LIBRARY: Final = "/usr/share/request-tracker5/lib"
PACKAGES: Final = (
    "request-tracker5", "rt5-clients", "rt5-db-sqlite", "rt5-standalone", "dbconfig-no-thanks", "postfix"
)  # fmt: skip
WORKERS: Final = 3


@dataclass(frozen=True)
class Tracker:
    """A running Request Tracker. Times it tells are UTC, whatever the zones of its users."""

    url: str
    folder: Path
    tokens: dict[str, str]

    def call(self, method: str, path: str, body: object = None, *, user: str = "alice", **headers: str) -> Any:
        """What REST 2.0 answers to *user*; raises urllib.error.HTTPError as it comes."""
        data = None if body is None else json.dumps(body).encode()
        sent = {"Authorization": f"token {self.tokens[user]}", "Content-Type": "application/json"}
        request = urllib.request.Request(
            f"{self.url}/REST/2.0{path}", data, sent | {name.replace("_", "-"): text for name, text in headers.items()}
        )
        request.method = method
        with urllib.request.urlopen(request, timeout=60) as answer:
            raw = answer.read()
        return json.loads(raw) if raw else None

    def open(self, subject: str, *, user: str = "alice", queue: str = "Support", **more: object) -> str:
        """Open a ticket and answer its id."""
        body = {
            "Queue": queue,
            "Subject": subject,
            "Requestor": "dana@customer.test",
            "Content": f"About: {subject}",
            "ContentType": "text/plain",
        } | more
        return str(self.call("POST", "/ticket", body, user=user)["id"])

    def say(self, ticket: str, kind: str, text: str, *, user: str = "alice", **more: object) -> None:
        """`correspond` or `comment` on a ticket."""
        self.call("POST", f"/ticket/{ticket}/{kind}", {"Content": text, "ContentType": "text/plain"} | more, user=user)

    def put(self, ticket: str, *, user: str = "alice", **values: object) -> list[str]:
        """Change a ticket; what Request Tracker says about it."""
        said: list[str] = self.call("PUT", f"/ticket/{ticket}", values, user=user)
        return said

    def mail(self, raw: bytes, *, queue: str = "Support") -> None:
        """Hand in a mail as a mail server would: it becomes a ticket, or a reply where its subject names one."""
        gate = ["rt-mailgate-5", "--url", self.url, "--queue", queue, "--action", "correspond"]
        subprocess.run(gate, input=raw, check=True, capture_output=True)

    def newest_transaction(self) -> int:
        with contextlib.closing(sqlite3.connect(self.folder / "rt5.sqlite")) as database:
            newest: int = database.execute("SELECT max(id) FROM Transactions").fetchone()[0]
        return newest


# --- one server


def up(folder: Path, port: int = 0) -> Tracker:
    """A server with the seeded database in *folder*; the one that runs there already, if one does."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "rt5.sqlite").exists():
        ready = seeded()
        for name in ("rt5.sqlite", "tokens.json"):
            shutil.copyfile(ready / name, folder / name)
    return start(folder, port)


def start(folder: Path, port: int = 0) -> Tracker:
    """Start the server of *folder*, whose database is there."""
    log = str(folder / "access.log")

    def command(at: int) -> list[str]:
        told = ["perl", str(SERVER), "--server", "Starlet", "--host", "127.0.0.1", "--port", str(at)]
        told += ["--max-workers", str(WORKERS), "--max-keepalive-reqs", "100", "--keepalive-timeout", "2"]
        return [*told, "--access-log", log]

    port = running_at(folder, log, port, command, lambda at: _configure(folder, at))
    return Tracker(f"http://127.0.0.1:{port}", folder, json.loads((folder / "tokens.json").read_text()))


def down(folder: Path) -> None:
    end(folder, str(folder / "access.log"))


def running(folder: Path) -> AbstractContextManager[Tracker]:
    """A fresh server for as long as the block takes."""
    return fresh(up, down, folder)


def _configure(folder: Path, port: int) -> dict[str, str]:
    """Write its configuration; the environment that it is started with."""
    for name in ("var", "mason", "session", "none.d"):
        (folder / name).mkdir(exist_ok=True)
    settings = folder / "RT_SiteConfig.pm"
    settings.write_text(f"""\
$RT::VarPath = '{folder}/var'; $RT::MasonDataDir = '{folder}/mason'; $RT::MasonSessionDir = '{folder}/session';
Set($rtname, 'example.test'); Set($Organization, 'example.test'); Set($Timezone, 'UTC');
Set($WebDomain, '127.0.0.1'); Set($WebPort, {port}); Set($WebPath, ''); Set($WebBaseURL, 'http://127.0.0.1:{port}');
Set($CanonicalizeRedirectURLs, 0); Set($WebSecureCookies, 0);
Set($CorrespondAddress, 'support\\@example.test'); Set($CommentAddress, 'support-comment\\@example.test');
Set($OwnerEmail, 'root\\@example.test'); Set($MailCommand, 'mbox');
Set($DatabaseType, 'SQLite'); Set($DatabaseName, '{folder}/rt5.sqlite');
Set($HTMLFormatter, 'core'); Set(%GnuPG, Enable => 0); Set(%SMIME, Enable => 0); Set(%Crypt, Incoming => []);
Set($LogToSyslog, undef); Set($LogToSTDERR, undef);
Set($LogToFile, 'info'); Set($LogDir, '{folder}'); Set($LogToFileNamed, 'rt.log');
Set($BcryptCost, 4); # RT's own 12 costs a quarter of a second of CPU for every request
1;
""")
    return {
        "PATH": os.environ.get("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"),
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "RT_SITE_CONFIG": str(settings),
        "RT_SITE_CONFIG_DIR": str(folder / "none.d"),
    }


# --- what is built once


def seeded() -> Path:
    """The folder with the seeded database and tokens, made when it is not there yet (half a minute, a minute and a
    half with the packages). Raises NotToBeHad where it can't be."""
    CACHE.mkdir(parents=True, exist_ok=True)
    install("Request Tracker", PACKAGES)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        sources = b"".join(path.read_bytes() for path in (SEED_BASE, SEED_TICKETS))
        sources += version("request-tracker5").encode()
        folder = CACHE / f"request-tracker-{hashlib.sha256(sources).hexdigest()[:16]}"
        if not (folder / "complete").exists():
            _seed(folder)
    return folder


def _seed(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    environment = _configure(folder, free_port())
    password = folder / "root.password"
    password.write_text(os.urandom(12).hex())
    password.chmod(0o600)
    step(["rt-setup-database-5", "--action", "init", "--dba-password", "", "--root-password-file", str(password)],
         folder, environment)  # fmt: skip
    with contextlib.closing(sqlite3.connect(folder / "rt5.sqlite")) as database:
        database.execute("PRAGMA journal_mode=WAL")  # so that who reads does not stop who writes
    step(["perl", f"-I{PERL_LIBRARY}", str(SEED_BASE), str(folder / "tokens.json")], folder, environment)
    tracker = start(folder)
    try:
        step([sys.executable, str(SEED_TICKETS), tracker.url, str(folder / "tokens.json")], folder, environment)
    finally:
        down(folder)
    with contextlib.closing(sqlite3.connect(folder / "rt5.sqlite")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (folder / "complete").touch()


def _said(folder: Path, port: int) -> str:
    tracker = up(folder, port)
    tokens = " ".join(f"RT_TOKEN_{name.upper()}={token}" for name, token in tracker.tokens.items())
    return f"RT_URL={tracker.url} {tokens}"


if __name__ == "__main__":
    sys.exit(by_hand(__doc__, _said, down))

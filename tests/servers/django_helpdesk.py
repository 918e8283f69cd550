"""A real django-helpdesk on loopback, from its package on PyPI: installed and seeded once, then copied for each run.

    python tests/servers/django_helpdesk.py up FOLDER [PORT]     prints one line of KEY=VALUE
    python tests/servers/django_helpdesk.py down FOLDER

It lives in an environment of its own, away from ours; all of a server's state lies in its folder.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(1, str(Path(__file__).resolve().parents[2] / "src"))

from servers.by_hand import by_hand
from servers.debian import CACHE, NotToBeHad, step
from servers.processes import end, fresh, running_at
from supportterm.backends.multipart import form

SITE: Final = Path(__file__).resolve().parent / "django_helpdesk_site"
_WORD: Final = "gunicorn"
"""In the command line of a server."""
PACKAGES: Final = ("django-helpdesk==2.6.1", "Django==5.2.19", "djangorestframework==3.18.3", "gunicorn==27.0.1")


@dataclass(frozen=True)
class Helpdesk:
    address: str
    folder: Path
    tokens: dict[str, str]

    @property
    def url(self) -> str:
        return f"{self.address}/helpdesk"

    def call(self, method: str, path: str, body: object = None, *, user: str = "bob") -> Any:
        """What the REST API answers to *user*; raises urllib.error.HTTPError as it comes."""
        headers = {"Authorization": f"Token {self.tokens[user]}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        return self._asked(urllib.request.Request(f"{self.url}/api/{path}", data, headers, method=method))

    def mail(self, subject: str, body: str, files: Mapping[str, bytes] | None = None, sender: str = "carol") -> str:
        """A customer's mail comes in; the number of its ticket. An answer has `[support-12]` in its subject."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = f"{sender}@customer.test", "support@example.test", subject
        mail["Message-ID"] = f"<{os.urandom(8).hex()}@customer.test>"
        mail.set_content(body)
        for name, content in (files or {}).items():
            mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        raw = mail.as_bytes(policy=policy.SMTP.clone(cte_type="7bit"))
        return str(self._asked(urllib.request.Request(f"{self.address}/-/mail", raw, method="POST"))["id"])

    def open(self, subject: str, body: str, files: Mapping[str, bytes], user: str = "bob") -> str:
        """A ticket with a file under its own name, opened by the API; its number."""
        parts = [("attachment", name, "application/octet-stream", content) for name, content in files.items()]
        content, kind = form([("queue", "1"), ("priority", "3"), ("title", subject), ("description", body)], parts)
        headers = {"Authorization": f"Token {self.tokens[user]}", "Content-Type": kind}
        request = urllib.request.Request(f"{self.url}/api/tickets/", content, headers, method="POST")
        return str(self._asked(request)["id"])

    def patch(self, key: str, **values: object) -> None:
        self.call("PATCH", f"tickets/{key}/", values)

    def say(self, key: str, body: str, *, public: bool = True, user: str = "bob") -> None:
        self.call("POST", "followups/", {"ticket": int(key), "comment": body, "public": public}, user=user)

    def _asked(self, request: urllib.request.Request) -> Any:
        with urllib.request.urlopen(request, timeout=60) as answer:
            raw = answer.read()
        return json.loads(raw) if raw.strip() else None


# --- one server


def up(folder: Path, port: int = 0) -> Helpdesk:
    """A server with the seeded database in *folder*; the one that runs there already, if one does."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "helpdesk.sqlite").exists():
        for name in ("helpdesk.sqlite", "tokens.json"):
            shutil.copyfile(seeded() / name, folder / name)
    return start(folder, port)


def start(folder: Path, port: int = 0) -> Helpdesk:
    """Start the server of *folder*, whose database is there."""
    port = running_at(
        folder, _WORD, port, lambda at: [_python(), "-m", "gunicorn", "-b", f"127.0.0.1:{at}", "-w", "1", "--threads",
                                         "4", "--no-control-socket", "django.core.wsgi:get_wsgi_application()"],
        lambda at: _environment(folder),
    )  # fmt: skip
    return Helpdesk(f"http://127.0.0.1:{port}", folder, json.loads((folder / "tokens.json").read_text()))


def down(folder: Path) -> None:
    end(folder, _WORD)


def running(folder: Path) -> AbstractContextManager[Helpdesk]:
    """A fresh server for as long as the block takes."""
    return fresh(up, down, folder)


def _environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": str(folder), "LC_ALL": "C.UTF-8", "DESK": str(folder),
        "DJANGO_SETTINGS_MODULE": "settings", "PYTHONPATH": str(SITE), "TOKENS": str(folder / "tokens.json"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip


# --- what is built once


def seeded() -> Path:
    """The folder with a seeded database and the tokens, made when it is not there yet (half a minute). Raises
    NotToBeHad where it can't be."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock-django-helpdesk").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _install()
        sources = b"".join(file.read_bytes() for file in sorted(SITE.glob("*.py"))) + " ".join(PACKAGES).encode()
        folder = CACHE / f"django-helpdesk-{hashlib.sha256(sources).hexdigest()[:16]}"
        if not (folder / "complete").exists():
            _seed(folder)
    return folder


def _home() -> Path:
    return CACHE / f"django-helpdesk-env-{hashlib.sha256(' '.join(PACKAGES).encode()).hexdigest()[:16]}"


def _python() -> str:
    return str(_home() / "bin" / "python")


def _install() -> None:
    if (_home() / "complete").exists():
        return
    shutil.rmtree(_home(), ignore_errors=True)
    for command in (
        [sys.executable, "-m", "venv", str(_home())],
        [_python(), "-m", "pip", "install", "-q", "--disable-pip-version-check", *PACKAGES],
    ):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotToBeHad(f"django-helpdesk could not be installed: {done.stderr[-300:]}")
    (_home() / "complete").touch()


def _seed(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    environment = _environment(folder)
    step([_python(), "-m", "django", "migrate", "-v0"], folder, environment)
    step([_python(), "-m", "django", "loaddata", "-v0", "emailtemplate.json"], folder, environment)
    step([_python(), str(SITE / "seed.py")], folder, environment)
    (folder / "complete").touch()


def _said(folder: Path, port: int) -> str:
    desk = up(folder, port)
    tokens = " ".join(f"HELPDESK_TOKEN_{name.upper()}={token}" for name, token in desk.tokens.items())
    return f"HELPDESK_URL={desk.url} {tokens}"


if __name__ == "__main__":
    sys.exit(by_hand(__doc__, _said, down))

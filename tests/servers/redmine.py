"""A real Redmine 5 on loopback, from Debian's packages: installed, seeded once, then copied for each run of tests.

    python tests/servers/redmine.py up FOLDER [PORT]     prints one line of KEY=VALUE
    python tests/servers/redmine.py down FOLDER

Nothing under /etc is read or written and no daemon of a package is started: the program is copied, and all of a
server's state lies in its folder. What is built once (the copy and a seeded database) is kept in a cache folder.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import sys
import urllib.request
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from servers.by_hand import by_hand
from servers.debian import CACHE, install, step, version
from servers.processes import end, fresh, running_at

SEED: Final = Path(__file__).resolve().parent / "redmine_base.rb"
SHIPPED: Final = Path("/usr/share/redmine")
PACKAGES: Final = ("redmine", "redmine-sqlite", "puma", "dbconfig-no-thanks")
_WORD: Final = "puma"
"""In the command line of a server."""
_LEFT_OUT: Final = ("instances", "Gemfile.lock", "database.yml")
_BUNDLER: Final = "2.3.15"
"""Of the package ruby-bundler. Ruby's own bundler does not see Debian's gems, so that even the package's set-up fails
unless this one is named."""


@dataclass(frozen=True)
class Redmine:
    url: str
    folder: Path
    keys: dict[str, str]

    def call(self, method: str, path: str, body: object = None, *, user: str = "alice") -> Any:
        """What the REST API answers to *user*; raises urllib.error.HTTPError as it comes."""
        data = None if body is None else json.dumps(body).encode()
        return self._call(method, path, data, "application/json", user)

    def upload(self, name: str, content: bytes, *, user: str = "carol") -> str:
        """The token of a file that was sent ahead."""
        path = f"/uploads.json?filename={urllib.request.quote(name)}"
        token: str = self._call("POST", path, content, "application/octet-stream", user)["upload"]["token"]
        return token

    def open(self, subject: str, body: str, *, user: str = "carol", **more: object) -> str:
        """Open an issue in the project Support and answer its number."""
        issue = {"project_id": "support", "tracker_id": 1, "subject": subject, "description": body} | more
        return str(self.call("POST", "/issues.json", {"issue": issue}, user=user)["issue"]["id"])

    def put(self, key: str, *, user: str = "alice", **values: object) -> None:
        self.call("PUT", f"/issues/{key}.json", {"issue": values}, user=user)

    def _call(self, method: str, path: str, data: bytes | None, kind: str, user: str) -> Any:
        headers = {"X-Redmine-API-Key": self.keys[user], "Content-Type": kind}
        request = urllib.request.Request(f"{self.url}{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            raw = answer.read()
        return json.loads(raw) if raw.strip() else None


# --- one server


def up(folder: Path, port: int = 0) -> Redmine:
    """A server with the seeded database in *folder*; the one that runs there already, if one does."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "redmine.sqlite").exists():
        for name in ("redmine.sqlite", "keys.json"):
            shutil.copyfile(seeded() / name, folder / name)
    return start(folder, port)


def start(folder: Path, port: int = 0) -> Redmine:
    """Start the server of *folder*, whose database is there."""
    application = folder / "app"
    if not application.exists():
        shutil.copytree(seeded() / "app", application, symlinks=True)
    port = running_at(
        folder, _WORD, port, lambda at: ["bundle", "exec", "puma", "-e", "production", "-b", f"tcp://127.0.0.1:{at}",
                                         "-t", "1:5", "-w", "0"],
        lambda at: _configure(folder), application,
    )  # fmt: skip
    return Redmine(f"http://127.0.0.1:{port}", folder, json.loads((folder / "keys.json").read_text()))


def down(folder: Path) -> None:
    end(folder, _WORD)


def running(folder: Path) -> AbstractContextManager[Redmine]:
    """A fresh server for as long as the block takes."""
    return fresh(up, down, folder)


def _configure(folder: Path) -> dict[str, str]:
    """Write its configuration into the copy in *folder*; the environment that it is started with."""
    application = folder / "app"
    instance = application / "instances" / "default"
    for name in ("config", "files", "log", "tmp/cache", "tmp/pdf", "public/plugin_assets"):
        (instance / name).mkdir(parents=True, exist_ok=True)
    for name in ("files", "log", "plugins", "tmp", "public/plugin_assets"):
        (application / name).mkdir(parents=True, exist_ok=True)
    (instance / "config" / "database.yml").write_text(
        f"production:\n  adapter: sqlite3\n  database: {folder / 'redmine.sqlite'}\n  timeout: 10000\n"
    )
    secret = instance / "config" / "secret_key.txt"
    if not secret.exists():
        secret.write_text(os.urandom(32).hex())
    (application / "config" / "additional_environment.rb").write_text(
        f"config.logger = Logger.new('{folder / 'redmine.log'}')\nconfig.logger.level = Logger::WARN\n"
    )
    gems = application / "Gemfile"
    packaged = "/usr/share/redmine/{config,instances/*/config}/database.yml"
    for before in (packaged, *_named_before(gems)):
        gems.write_text(gems.read_text().replace(before, str(instance / "config" / "database.yml")))
    (application / "Gemfile.local").write_text("gem 'puma'\n")
    return {
        "PATH": os.environ.get("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), "HOME": str(folder), "LC_ALL": "C.UTF-8",
        "RUBYOPT": "-W0", "RAILS_ENV": "production", "REDMINE_INSTANCE": "default", "BUNDLER_VERSION": _BUNDLER,
        "BUNDLE_GEMFILE": str(gems), "DISABLE_DATABASE_ENVIRONMENT_CHECK": "1", "REDMINE_LANG": "en",
        "SCHEMA": "/dev/null", "KEYS": str(folder / "keys.json"),
    }  # fmt: skip


def _named_before(gems: Path) -> list[str]:
    """The database.yml that a copied Gemfile names, where it was copied from another folder."""
    words = gems.read_text().replace("'", '"').split('"')
    return [word for word in words if word.startswith("/") and word.endswith("/database.yml")]


# --- what is built once


def seeded() -> Path:
    """The folder with the program, the seeded database and the keys, made when it is not there yet (a minute, with the
    packages two). Raises NotToBeHad where it can't be."""
    CACHE.mkdir(parents=True, exist_ok=True)
    install("Redmine", PACKAGES, {"BUNDLER_VERSION": _BUNDLER})
    with (CACHE / "lock-redmine").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        sources = SEED.read_bytes() + version("redmine").encode()
        folder = CACHE / f"redmine-{hashlib.sha256(sources).hexdigest()[:16]}"
        if not (folder / "complete").exists():
            _seed(folder)
    return folder


def _seed(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    shutil.copytree(SHIPPED, folder / "app", symlinks=True, ignore=shutil.ignore_patterns(*_LEFT_OUT))
    environment = _configure(folder)
    bundle = ("bundle", "exec")
    step(["bundle", "install", "--local", "--quiet"], folder, environment, folder / "app")
    # In one process the second would see the columns of before the first.
    step([*bundle, "rake", "db:migrate"], folder, environment, folder / "app")
    step([*bundle, "rake", "redmine:load_default_data"], folder, environment, folder / "app")
    step([*bundle, "rails", "runner", str(SEED)], folder, environment, folder / "app")
    with contextlib.closing(sqlite3.connect(folder / "redmine.sqlite")) as database:
        database.execute("PRAGMA journal_mode=WAL")  # so that who reads does not stop who writes
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (folder / "complete").touch()


def _said(folder: Path, port: int) -> str:
    redmine = up(folder, port)
    keys = " ".join(f"REDMINE_KEY_{name.upper()}={key}" for name, key in redmine.keys.items())
    return f"REDMINE_URL={redmine.url} {keys}"


if __name__ == "__main__":
    sys.exit(by_hand(__doc__, _said, down))

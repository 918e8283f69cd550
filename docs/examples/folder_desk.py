"""A whole backend: each ticket is a JSON file in a folder; other programs may write there too, under the same lock."""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from supportterm.backends import errors
from supportterm.backends.protocol import Capabilities, Proof, Setting
from supportterm.core.remote import (
    AnyStep,
    Catalog,
    Identity,
    Page,
    Receipt,
    RemoteMessage,
    RemotePerson,
    RemoteTicket,
    Say,
    SetFields,
    TicketSeen,
)
from supportterm.core.terms import Role

ROLES = {role.word: role for role in Role}


class FolderDesk:
    """What is declared in `capabilities` is all that is ever asked for."""

    capabilities = Capabilities(
        feed="since", guard="atomic", marker="stored", settle=1, poll=5, reply=True, note=True,
        fields=frozenset({"status", "subject"}), search=True,
    )  # fmt: skip

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def probe(self) -> Identity:
        if not self._folder.is_dir():
            raise errors.Unavailable(f"there is no folder {self._folder}")
        return Identity(account=f"user {os.getuid()}", epoch=str(self._folder.stat().st_ino))

    def catalog(self) -> Catalog:
        return Catalog()

    def changes(self, cursor: str) -> Page:
        since = int(cursor or 0)
        files = sorted((file.stat().st_mtime_ns, file.stem) for file in self._folder.glob("*.json"))
        # Not `>`: two files may have the same moment, and one of them may have come after we had looked.
        new = [(at, key) for at, key in files if at >= since]
        return Page(tuple(self.fetch(key) for _, key in new), str(max([since, *(at for at, _ in new)])))

    def fetch(self, key: str) -> TicketSeen:
        held, version = self._read(key)
        who = RemotePerson(name=held["name"], email=held["email"])
        said = tuple(
            RemoteMessage(
                f"{key}.{n}", ROLES[m["role"]], m["body"], m["at"], author=m["by"],
                person=who if m["role"] == "customer" else None, marker=m.get("marker", ""),
            )
            for n, m in enumerate(held["messages"])
        )  # fmt: skip
        ticket = RemoteTicket(key, version, held["subject"], who, said[0].at, said[-1].at, status=held["status"])
        return TicketSeen(ticket, said, whole=True)

    def search(self, text: str, limit: int) -> tuple[RemoteTicket, ...]:
        found = (self.fetch(file.stem).ticket for file in self._folder.glob("*.json"))
        return tuple(ticket for ticket in found if text.lower() in ticket.subject.lower())[:limit]

    def write(self, step: AnyStep) -> Receipt:
        if not isinstance(step, Say | SetFields):
            raise errors.CannotDo("a folder takes replies, notes, a status and a subject")
        with self._alone():
            held, _ = self._read(step.key)
            if isinstance(step, Say):
                said = {"role": step.role.word, "body": step.body, "by": step.author, "at": int(time.time() * 1000)}
                held["messages"].append(said | {"marker": step.marker})
            else:
                current = {name: held[name] for name in step.values}
                if current not in ({name: step.base.get(name) for name in step.values}, step.values):
                    raise errors.Conflict("it was changed meanwhile", current)
                held |= step.values
            self._replace(step.key, held)
        return self.find(step) or Receipt(step.key)

    def find(self, step: AnyStep) -> Receipt | None:
        """Whether a step whose answer was lost is there. Only what we wrote ourselves has our marker."""
        if isinstance(step, Say):
            said = self.fetch(step.key).messages
            return next((Receipt(m.key) for m in said if m.marker == step.marker), None)
        if isinstance(step, SetFields):
            held, version = self._read(step.key)
            return Receipt(step.key, version) if held | step.values == held else None
        return None

    def upload(self, file: Path, name: str, media_type: str) -> str:
        raise errors.CannotDo("a folder takes no files")

    def download(self, key: str, into: IO[bytes]) -> None:
        raise errors.NotThere("there are no files in a folder")

    def wait(self, seconds: float) -> bool:
        time.sleep(seconds)
        return False

    def handled(self, keys: tuple[str, ...]) -> None: ...

    def close(self) -> None: ...

    # --- files

    def _read(self, key: str) -> tuple[dict[str, Any], str]:
        try:
            raw = (self._folder / f"{key}.json").read_bytes()
        except OSError as error:
            raise errors.NotThere(f"ticket {key} can't be read: {error.strerror}") from None
        try:
            return json.loads(raw), sha256(raw).hexdigest()[:16]
        except ValueError:
            raise errors.Unreadable(f"ticket {key} is no JSON") from None

    def _replace(self, key: str, held: dict[str, Any]) -> None:
        """Whole or not at all: so a failure is known to have done nothing, and need not be called Uncertain."""
        part = self._folder / f".{key}.part"
        try:
            part.write_text(json.dumps(held))
            os.replace(part, self._folder / f"{key}.json")
        except OSError as error:
            raise errors.Unavailable(f"ticket {key} can't be written: {error.strerror}") from None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self._folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class FolderDriver:
    name = "folder-desk"
    title = "Folder"
    capabilities = FolderDesk.capabilities
    proof: Mapping[str, Proof] = dict.fromkeys(("feed", "guard", "marker", "reply", "note", "fields"), "real server")
    settings = (Setting("folder", "Which folder holds the tickets?", help="Its whole path"),)
    secret = ""

    def open(self, settings: Mapping[str, str], secret: Callable[[], str]) -> FolderDesk:
        if not settings["folder"].startswith("/"):
            raise errors.Invalid("that is no whole path", {"folder": "it must begin with /"})
        return FolderDesk(Path(settings["folder"]))


DRIVER = FolderDriver()

"""What `doctor` looks at, each check a line in plain words."""

import os
import sys
from collections.abc import Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple

from supportterm import __version__
from supportterm.commands.call import Call
from supportterm.config.marked import ConfigError
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line

if TYPE_CHECKING:
    from supportterm.desk import Desk


class Finding(NamedTuple):
    check: str
    ok: bool
    words: str


def examine(call: Call, *, audit: bool, network: bool) -> Iterator[Finding]:
    """All checks in the order in which a person would want them. None changes anything; *network* asks the remotes."""
    yield Finding("program", True, f"supportterm {__version__}, Python {sys.version.split()[0]}, {sys.platform}")
    yield Finding("textual", True, f"Textual {version('textual')}")
    yield from _database(call)
    yield from _desk(call, audit=audit, network=network)
    yield from _terminal()
    yield _secrets()
    yield from _configuration()


def _me(desk: "Desk") -> str:
    role = next((agent.role for agent in desk.agents() if agent.handle == desk.me), "")
    return f"agent {desk.me}, {role}" if role not in ("", "agent") else f"agent {desk.me}"


def _database(call: Call) -> Iterator[Finding]:
    from supportterm.store.sqlite import sqlite3, wal_safe

    numbers = tuple(int(n) for n in sqlite3.sqlite_version.split("."))
    if wal_safe(numbers):
        yield Finding("sqlite", True, f"SQLite {sqlite3.sqlite_version}, write-ahead journal")
    else:
        yield Finding(
            "sqlite",
            True,
            f"SQLite {sqlite3.sqlite_version} has the WAL-reset bug; desks made here use the slower, safe journal",
        )


def _desk(call: Call, *, audit: bool, network: bool) -> Iterator[Finding]:
    try:
        path = call.desk_path
    except ConfigError:  # told by `_configuration`
        yield Finding("desk", False, "which desk is meant can't be told before config.yaml is mended")
        return
    if not path.exists():
        yield Finding("desk", True, f"there is no desk at {path} yet; the first command that needs one makes it")
        return
    try:
        desk = call.desk
    except Refused as error:
        yield Finding("desk", False, str(error))
        return
    mode = path.stat().st_mode & 0o777
    yield Finding("desk", True, f"{path}, {path.stat().st_size / 1e6:.1f} MB, mode {mode:o}")
    if mode & 0o007:
        yield Finding("rights", False, f"everybody on this machine can read {path}; `chmod o-rwx` it")
    yield Finding("you", bool(desk.me), _me(desk) if desk.me else "nobody: set `me` in config.yaml")
    yield from (Finding("notice", False, notice) for notice in desk.notices)
    if audit:
        yield _audit(call)
    if connections := desk.connections():
        from supportterm.commands.examine_connections import stands

        yield from (Finding(c.name, *stands(call, c, network=network)) for c in connections)
    from supportterm.commands.leaving import log_file

    if (log := log_file(desk.path)).exists():
        yield Finding("log", True, f"what went wrong in sending and receiving is told in {log}")
    yield from _hooks(desk)
    yield from _webhooks(call)
    yield from _llm(call, network=network)


def _hooks(desk: "Desk") -> Iterator[Finding]:
    """Programs that follow events: which are not run, and what did not end well."""
    from supportterm.config.hooks import found
    from supportterm.config.paths import paths

    there = found(paths().hooks)
    for hook in there:
        if hook.state == "wrong":
            yield Finding("hooks", False, f"{safe_line(hook.name, 80)} is not run: {hook.why}")
    if troubles := desk.hooks().troubles():
        last = troubles[-1]
        words = f"{len(troubles)} did not end well, the last {safe_line(last.hook, 80)} on {desk.label(last.ticket)}"
        yield Finding("hooks", False, f"{words}: {last.words}; `hooks again` runs them again, `hooks forget` does not")
    elif there:
        yield Finding("hooks", True, f"{sum(hook.state == 'on' for hook in there)} run")


def _webhooks(call: Call) -> Iterator[Finding]:
    """Webhooks out: how each stands, and what is to be done."""
    from supportterm.commands.webhook_words import stands

    yield from (Finding("webhooks", well, words) for _name, well, words in stands(call))


def _llm(call: Call, *, network: bool) -> Iterator[Finding]:
    """The language model that drafts replies, where one is set."""
    from supportterm.commands.llm import stands

    if (found := stands(call, network=network)) is not None:
        yield Finding("llm", *found)


def _audit(call: Call) -> Finding:
    from supportterm.store.audit import audit

    found = audit(call.desk.path)
    return Finding("audit", found.ok, found.words)


def _terminal() -> Iterator[Finding]:
    term, colour = os.environ.get("TERM", ""), os.environ.get("COLORTERM", "")
    size = os.get_terminal_size() if sys.stdout.isatty() else None
    seen = f"TERM={term or 'not set'}" + (f" COLORTERM={colour}" if colour else "")
    yield Finding("terminal", True, seen + (f", {size.columns}x{size.lines}" if size else ", output is not a terminal"))
    if "NO_COLOR" in os.environ:
        yield Finding("colour", True, "NO_COLOR is set: bold, underline and reverse only")
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    if encoding != "utf8":
        yield Finding("encoding", False, f"output is {sys.stdout.encoding}; set LANG to a UTF-8 locale")
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    yield Finding("editor", True, editor or "no $EDITOR: the composer of the console is there all the same")


def _secrets() -> Finding:
    """Which store secrets would come from. Nothing is read from it."""
    import keyring
    from keyring.backends.fail import Keyring

    backend = keyring.get_keyring()
    if isinstance(backend, Keyring):
        words = "no keyring here; secrets come from the environment, a password_command or a file of yours"
        return Finding("keyring", True, words)
    return Finding("keyring", True, f"{type(backend).__module__}.{type(backend).__qualname__}")


def _configuration() -> Iterator[Finding]:
    from supportterm.config.settings import check

    problems = check("")
    yield from (Finding("config", False, problem) for problem in problems)
    if not problems:
        yield Finding("config", True, "in order")

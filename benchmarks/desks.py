"""Desks and mailboxes to measure on, made once and kept under the cache folder."""

import mailbox
import os
import random
import shutil
import subprocess
import time
from email.message import EmailMessage
from pathlib import Path

NOW = 1_795_000_000_000
"""The moment at which the desks were made, so that they are the same every time."""


def cache() -> Path:
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "supportterm" / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def desk(tickets: int) -> Path:
    """A desk of *tickets* tickets."""
    from supportterm.demo.size import build_sized

    path = cache() / f"{tickets}.desk"
    if not path.exists():
        part = path.with_suffix(".part")
        for leftover in path.parent.glob(f"{part.name}*"):
            leftover.unlink() if leftover.is_file() else None
        started = time.monotonic()
        print(f"making a desk of {tickets:,} tickets …", flush=True)
        build_sized(part, tickets, now_ms=NOW)
        part.rename(path)
        files = Path(f"{part}.files")
        if files.exists():
            files.rename(f"{path}.files")
        print(f"  made in {time.monotonic() - started:.0f} s", flush=True)
    return path


def maildir(mails: int) -> Path:
    """A maildir of *mails* mails, for the mail programs that stand beside us."""
    path = cache() / f"maildir-{mails}"
    if not path.exists():
        chance = random.Random(7)
        part = cache() / "maildir.part"
        shutil.rmtree(part, ignore_errors=True)  # left over from a run that was broken off
        part.mkdir()
        box = mailbox.Maildir(part / "INBOX")
        for number in range(mails):
            mail = EmailMessage()
            mail["From"] = f"Customer {chance.randrange(4000)} <c{number}@customers.test>"
            mail["To"] = "support@desk.test"
            mail["Subject"] = " ".join(chance.choices(_WORDS, k=6))
            mail["Date"] = f"Mon, {1 + number % 28} Sep 2026 10:{number % 60:02}:00 +0000"
            mail["Message-ID"] = f"<{number}@customers.test>"
            mail.set_content("\n".join(" ".join(chance.choices(_WORDS, k=10)) for _ in range(8)))
            box.add(mail)
        part.rename(path)
    return path


def repository(commits: int) -> Path:
    """A Git repository of *commits* commits, for tig."""
    path = cache() / f"commits-{commits}"
    if not path.exists():
        part = cache() / "commits.part"
        shutil.rmtree(part, ignore_errors=True)
        subprocess.run(["git", "init", "--quiet", "--initial-branch=main", str(part)], check=True)
        chance = random.Random(7)
        stream = []
        for number in range(commits):
            words = " ".join(chance.choices(_WORDS, k=6))
            head = f"commit refs/heads/main\ncommitter A <a@desk.test> {NOW // 1000 + number} +0000\n"
            stream.append(f"{head}data {len(words)}\n{words}\n")
        subprocess.run(["git", "fast-import", "--quiet"], cwd=part, input="".join(stream).encode(), check=True)
        part.rename(path)
    return path


_TEXT = """
invoice login printer refund crash update cable order slow error page report user sync again cannot please help
yesterday account screen button export customer delivery
"""
_WORDS = _TEXT.split()

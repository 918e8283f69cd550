"""`import` and `export`: tickets from files and into files."""

from typing import TYPE_CHECKING, Annotated

from supportterm.commands import progress
from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import ConnectionName, Path, StatusWord, Word, choice
from supportterm.commands.registry import SHELL, command
from supportterm.commands.usage import Usage
from supportterm.core.terms import Status

if TYPE_CHECKING:
    from supportterm.exchange.report import Report

FormatName = Annotated[str, choice("format", "jsonl", "csv", "mbox")]


def _mail(call: Call, kind: str, path: str, status: Status | None) -> Outcome:
    from supportterm.exchange.importing import import_mail

    try:
        return _told(import_mail(call.desk, kind, path, status=status, progress=progress.show))
    finally:
        progress.show(0, None, "")


def _told(report: "Report") -> Outcome:
    """What came in, and each thing that did not with its reason."""
    lines = [report.words, *(f"  {where}: {why}" for where, why in report.bad)]
    return Outcome(report.words, records=[report.record()], lines=lines, ok=not report.bad)


@command("import mbox", faces=(SHELL,), group="files", examples=("import mbox archive.mbox", "import mbox list.txt.gz"))
def mbox(call: Call, path: Path, *, status: StatusWord | None = None) -> Outcome:
    """Import an mbox file, or a list archive in text form; .gz too.

    Importing again adds nothing. Ctrl-C keeps what is in; the same command goes on from there. A mail that can't
    be read is listed at the end, the rest goes in. History is silent: nothing is sent, no rule fires, and the
    tickets it brings are unread to nobody; one that was here is, when something newer joins it.
    """
    return _mail(call, "mbox", path, status)


@command("import maildir", faces=(SHELL,), group="files", examples=("import maildir ~/Maildir",))
def maildir(call: Call, path: Path, *, status: StatusWord | None = None) -> Outcome:
    """Import a maildir."""
    return _mail(call, "maildir", path, status)


@command("import eml", faces=(SHELL,), group="files", examples=("import eml mails/",))
def eml(call: Call, path: Path, *, status: StatusWord | None = None) -> Outcome:
    """Import an .eml file, or a folder of them."""
    return _mail(call, "eml", path, status)


@command("import csv", faces=(SHELL,), group="files", examples=("import csv tickets.csv",))
def csv(call: Call, path: Path) -> Outcome:
    """Import tickets from CSV.

    The first line names the columns: subject, email, name, body, status, priority, tags, …; a column that means
    nothing to a desk becomes a field of the ticket.
    """
    from supportterm.exchange.csv import import_csv

    return _told(import_csv(call.desk, path))


@command(
    "import jsonl",
    faces=(SHELL,),
    group="files",
    examples=(
        "import jsonl export.jsonl",
        "import jsonl desk.jsonl --to rt --dry-run",
        "import jsonl desk.jsonl --to rt --notes",
    ),
)
def jsonl(call: Call, path: Path, *, to: ConnectionName = "", notes: bool = False, dry_run: bool = False) -> Outcome:
    """Import what `export --to jsonl` or `--all` wrote; with --to it goes on to another system.

    Importing again adds nothing. Tickets get numbers of this desk; an article, a macro or the like that is here already
    stays as it is.

    With `--to` the tickets and articles belong to that connection and are written there, each once, as its capabilities
    allow; what they don't allow stays on this desk. `--dry-run` says what that is, and changes nothing.
    """
    from supportterm.exchange.jsonl_in import import_jsonl

    if dry_run:
        from supportterm.commands.moving import told

        return told(call, path, to, notes=notes)
    if not to:
        return _told(import_jsonl(call.desk, path))
    from supportterm.commands.moving import moved

    report, words = moved(call, path, to, notes=notes)
    came = _told(report)
    return came._replace(words=words, lines=[words, *(came.lines or ())])


@command(
    "export",
    faces=(SHELL,),
    group="files",
    examples=(
        "export 'created:>30d' --to jsonl old.jsonl",
        "export status:solved --to csv - | less",
        "export --all desk.jsonl",
    ),
)
def export(call: Call, query: Word = "", path: Path = "", *, to: FormatName = "jsonl", all: bool = False) -> Outcome:
    """Export the tickets of a query to a file, or to standard output with `-`.

    jsonl holds everything but what was undone, people and linked articles included, and can be imported again; csv is
    one line a ticket, safe for spreadsheets; mbox is the public mail.

    `--all` takes a path alone and writes the whole desk as jsonl: all people, organizations and articles with what they
    said before, teams, agents, fields, macros and views too. Rules and promises go by `desk export`.
    """
    from supportterm.exchange.export import export as write
    from supportterm.exchange.export import export_all

    if all:
        if not query or path or to != "jsonl":
            raise Usage("export --all takes a path and nothing else; it writes jsonl")
        count, path = export_all(call.desk, query), query
    elif not path:
        raise Usage("export needs a path after the query; or --all and a path")
    else:
        count = write(call.desk, query, to, path)
    words = f"{count} ticket{'' if count == 1 else 's'} exported"
    if path == "-":
        return Outcome()
    return Outcome(f"{words} to {path}", records=[{"tickets": count, "format": to, "path": path}])

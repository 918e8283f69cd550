"""`init`, `backup`, `restore` and `doctor`: making a desk and keeping it well."""

from pathlib import Path as File

from supportterm.commands.call import Call, Hung, Outcome
from supportterm.commands.kinds import Line, Path
from supportterm.commands.reading import hung
from supportterm.commands.registry import SHELL, command
from supportterm.core.refusal import Refused


@command("init", faces=(SHELL,), group="desk", examples=("init --desk acme.desk", "init --desk acme.desk --name Acme"))
def init(call: Call, *, name: Line = "") -> Outcome:
    """Make a desk where `--desk` says, else at the usual place, with the usual views, a first team and you.

    Customers read its name above the help centre and under automatic answers; `name:` in the desk file changes it.
    """
    from supportterm.config.paths import paths
    from supportterm.desk.fresh import make, make_usual

    where = call.desk_path
    if name and where.exists():
        raise Refused(f"{where} is there already; `name:` in its desk file (`desk export`) says what it is called")
    if usual := where == paths().desk:
        make_usual(where, name)
    else:
        make(where, name)
    return Outcome(f"{where} is a desk now; open it with supportterm{'' if usual else f' --desk {where}'}")


@command("backup", faces=(SHELL,), group="desk", examples=("backup desk-2026-11.backup",))
def backup(call: Call, path: Path) -> Outcome:
    """Back the desk up to a folder: the database and all attachments, checked afterwards."""
    from supportterm.store.backup import backup as write

    return Outcome(write(call.desk.path, File(path).expanduser()))


@command("restore", faces=(SHELL,), group="desk", examples=("restore desk-2026-11.backup", "restore b --replace"))
def restore(call: Call, path: Path, *, replace: bool = False) -> Outcome:
    """Restore a backup as this desk. A desk that is there stays, unless `--replace` is given."""
    from supportterm.store.backup import restore as read

    return Outcome(read(File(path).expanduser(), call.desk_path, replace=replace))


@command("doctor", faces=(SHELL,), group="desk", examples=("doctor", "doctor --audit", "doctor --claim"))
def doctor(call: Call, *, audit: bool = False, claim: bool = False, network: bool = False) -> Outcome:
    """Say how things stand: versions, files, terminal. `--audit` checks the whole log and prints its head.

    Where connections are, it says where each one's secret is found; `--network` also asks whether they answer.
    `--claim` makes a desk that was copied, moved or restored the one that counts.
    """
    from supportterm.commands.examine import examine

    if claim:
        call.desk.claim()
    found = list(examine(call, audit=audit, network=network))
    lines = (Hung.of(f"{'ok  ' if f.ok else 'LOOK'} {f.check:<12} {f.words}", 18) for f in found)
    return Outcome(
        records=[{"check": f.check, "ok": f.ok, "words": f.words} for f in found],
        lines=list(hung(lines, call.columns)),
        ok=all(f.ok for f in found),
    )

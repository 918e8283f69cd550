"""`desk check`, `plan`, `apply`, `export` and `schema`: the desk as a file."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path as File

from supportterm.commands.call import Bold, Call, Outcome
from supportterm.commands.kinds import Path
from supportterm.commands.registry import command
from supportterm.core.desk_diff import Difference, told
from supportterm.core.refusal import Refused


@command("desk check", group="desk", slow=True, examples=("desk check", "desk check ~/acme/desk.yaml"))
def check(call: Call, file: Path = "") -> Outcome:
    """Find what is wrong in a desk file, each with its line and column.

    Without a name it is desk.yaml in this folder. docs/desk-file.md says what can stand in one.
    """
    from supportterm.commands.declared import declared
    from supportterm.config.marked import ConfigError

    try:
        found = declared(call, file)
    except ConfigError as error:
        records = [
            {"file": p.place.file, "line": p.place.line, "column": p.place.column, "words": p.text}
            for p in error.errors
        ]
        return Outcome(records=records, lines=[str(p) for p in error.errors], ok=False)
    return Outcome(f"{found.path} is in order; `desk plan` says what it would change")


@command("desk plan", group="desk", slow=True, examples=("desk plan", "desk plan ~/acme/desk.yaml"))
def plan(call: Call, file: Path = "") -> Outcome:
    """Say what applying a desk file would change; nothing is changed.

    Of rules, promises and routes that come, go or change it says which tickets of the last 30 days would have gone
    otherwise, each as it was then. What can't be known of that time is said beside it.
    """
    from supportterm.commands.declared import declared
    from supportterm.commands.tally import told as tallied
    from supportterm.commands.would import otherwise

    found = declared(call, file)
    if not found.differences:
        return Outcome(f"the desk is as {found.path} says")
    would = otherwise(call.desk, found, call.zone) if call.desk_path.exists() else []
    lines = [_shown(line) for difference in found.differences for line in told(difference)]
    lines += tallied(would, call.desk.label)
    return Outcome(
        records=[*(_record(d) for d in found.differences), *(record for tally in would for record in tally.records())],
        lines=[*lines, "", f"{_counted(found.differences)}; nothing has changed yet, `desk apply` does it"],
    )


@command("desk apply", group="desk", slow=True, examples=("desk apply", "desk apply ~/acme/desk.yaml"))
def apply(call: Call, file: Path = "") -> Outcome:
    """Make the desk what a desk file says, in one change.

    Holidays are looked up now and kept; a schedule or policy that changes gets a new version, and what is due already
    stays so. With any mistake in the file, nothing changes. One `undo` takes all of it back.
    """
    from supportterm.commands.declared import declared
    from supportterm.core.desk_plan import plan as steps

    found = declared(call, file)
    if not found.differences:
        return Outcome(f"the desk is as {found.path} says already")
    words = f"desk file: {_counted(found.differences)}"
    call.desk.declare(
        found.wanted.organizations,
        found.named,
        lambda there, numbers: steps(there, found.wanted, numbers),
        words=words,
    )
    return Outcome(f"{_counted(found.differences)}", records=[_record(d) for d in found.differences])


@command("desk export", group="desk", examples=("desk export", "desk export desk.yaml"))
def export(call: Call, file: Path = "", *, replace: bool = False) -> Outcome:
    """Print the desk as a desk file, or write it to one.

    A file that is there stays, unless `--replace` is given. To apply what was written changes nothing.
    """
    from supportterm.config.desk_export import exported
    from supportterm.core.definitions import nouns

    definitions = call.desk.definitions()
    named = [number for policy in nouns(definitions, "policy").values() for number in policy.when.organizations]
    text = exported(definitions, call.desk.organizations_told(named))
    if file in ("", "-"):
        return Outcome(lines=text.splitlines())
    path = File(file).expanduser()
    if path.exists() and not replace:
        raise Refused(f"{path} is there already; `--replace` writes over it, with its comments")
    path.write_text(text, encoding="utf-8")
    return Outcome(f"the desk is written down in {path}")


@command("desk schema", group="desk", examples=("desk schema > desk.schema.json",))
def schema(call: Call) -> Outcome:
    """Print the JSON schema of desk files, for editors."""
    from supportterm.config.desk_shape import schema_text

    return Outcome(lines=schema_text().splitlines())


def _counted(differences: Iterable[Difference]) -> str:
    found: Counter[str] = Counter(difference.how for difference in differences)
    words = (("add", "added"), ("change", "changed"), ("remove", "taken away"), ("order", "put in another order"))
    return ", ".join(f"{found[how]} {said}" for how, said in words if found[how])


def _shown(line: str) -> str:
    return line if line.startswith("    ") else Bold(line)


def _record(difference: Difference) -> dict[str, object]:
    return {
        "what": difference.what,
        "name": difference.name,
        "how": difference.how,
        "fields": {field: {"was": was or None, "will": will or None} for field, was, will in difference.fields},
    }

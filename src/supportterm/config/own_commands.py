"""Commands of a person's own: a program, what it is given, what is asked first, what becomes of its output; one a file.

    title: Open an issue for it
    ask:
      label: {about: which label, choices: [bug, question], default: bug}
    confirm: open an issue that everybody can read?
    run: [gh, issue, create, --title, "{{ ticket.subject }}", --label, "{{ answer.label }}", --body-file, "-"]
    give: text
    output: note
    then: [tag +reported]

The file's name is the command's. `run` is a list: what stands in one place becomes one argument, whatever is filled in,
and no shell ever reads it.
"""

import re
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from supportterm.config.marked import ConfigError, Items, Place, Problem, Problems, Table, Text
from supportterm.config.typed import build
from supportterm.config.yamlfile import read
from supportterm.core import templates
from supportterm.core.refusal import Refused

Meta = msgspec.Meta
_NAME: Final = re.compile(r"[a-z][a-z0-9-]*")
_OF_A_TICKET: Final = ("ticket", "requester", "organization", "team")


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that is asked before the program runs."""

    about: Annotated[str, Meta(description="The question; the name when empty.")] = ""
    choices: Annotated[tuple[str, ...], Meta(description="What can be answered; anything when empty.")] = ()
    default: Annotated[str, Meta(description="What stands there at first; may be a template.")] = ""


class OwnCommand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: Annotated[str, Meta(description="What it does, in a few words.")]
    run: Annotated[tuple[str, ...], Meta(description="The program and its arguments, each of which may be a template.")]
    give: Annotated[
        Literal["nothing", "text", "json"], Meta(description="What of the tickets stands on standard input.")
    ] = "nothing"
    ask: Annotated[dict[str, Asked], Meta(description="What is asked first, by the name that templates use.")] = (
        msgspec.field(default_factory=dict)
    )
    confirm: Annotated[str, Meta(description="A question of yes or no that is asked last; may be a template.")] = ""
    output: Annotated[
        Literal["show", "say", "note", "draft", "set"],
        Meta(description="What becomes of what it prints: shown, its last line said, a note, a reply, changes."),
    ] = "show"
    then: Annotated[
        tuple[str, ...], Meta(description="Command lines for the ticket, without its number, when it went well.")
    ] = ()
    contexts: Annotated[tuple[str, ...], Meta(description="Panes that it is for; any with a ticket when empty.")] = ()
    once: Annotated[bool, Meta(description="Run once for all tickets chosen, and not for each.")] = False
    seconds: Annotated[float, Meta(description="How long it may take; 0 is `program_seconds`.", ge=0, le=3600)] = 0


def load_own(file: Path) -> OwnCommand:
    """The command in *file*. Raises ConfigError with all that is wrong in it."""
    problems = Problems()
    if not _NAME.fullmatch(file.stem):
        words = f"{file.stem!r} can't be the name of a command: use small letters, digits and dashes"
        raise ConfigError([Problem(Place(str(file), 1, 1), words)])
    table = read(file)
    made = build(table, OwnCommand, problems)
    if made is not None:
        _check(made, table, problems)
    problems.raise_any()
    assert made is not None  # build says why when it gives nothing
    return made


def _check(made: OwnCommand, table: Table, problems: Problems) -> None:
    written = table.get("run")
    if not made.run or not made.run[0] or "{" in made.run[0]:
        place = written.place if written is not None else table.place
        problems.error(place, "run is a list that begins with a program, written out")
    answers = {"answer": tuple(made.ask)}
    places = [item for item in written.items if isinstance(item, Text)] if isinstance(written, Items) else []
    for item in places[1:]:
        _check_template(item, made, answers, problems)
    confirm, asked = table.get("confirm"), table.get("ask")
    if isinstance(confirm, Text):
        _check_template(confirm, made, answers, problems)
    for entry in asked.entries if isinstance(asked, Table) else ():
        if not _NAME.fullmatch(entry.key.value):
            problems.error(entry.key.place, "a name here has small letters, digits and dashes")
        default = entry.value.get("default") if isinstance(entry.value, Table) else None
        if isinstance(default, Text):
            _check_template(default, made, {}, problems)


def _check_template(item: Text, made: OwnCommand, more: dict[str, tuple[str, ...]], problems: Problems) -> None:
    try:
        templates.check(item.value, {}, more=more)
    except (ValueError, Refused) as error:
        problems.error(item.place, str(error))
        return
    if made.once and any(re.search(rf"{{[{{%][^}}]*\b{name}\b", item.value) for name in _OF_A_TICKET):
        problems.error(item.place, "with `once` it runs for all tickets together: no template can name one of them")

"""Whether a macro can be: told when it is defined."""

from collections.abc import Iterator

from msgspec.structs import replace

from supportterm.core import templates
from supportterm.core.actions import ActionError, Scene, Use, read
from supportterm.core.nouns import Macro
from supportterm.core.query import QueryError, parse
from supportterm.core.refusal import Misdefined

AFTERWARDS = ("stay", "next", "close")
"""What the console may do once a macro was used."""


def mistakes(macro: Macro, scene: Scene) -> Iterator[Misdefined]:
    """What is wrong in *macro* on this desk, and at which column of its line or query."""
    what = f"macro {macro.name}"
    if macro.then not in AFTERWARDS:
        yield Misdefined(what, f"it is one of {', '.join(AFTERWARDS)}, not {macro.then!r}", ("then",))
    try:
        parse(macro.when)
    except QueryError as error:
        yield Misdefined(what, error.words, ("when",), error.column)
    there = {**scene.macros, macro.name: macro}
    for part, text in (("reply", macro.reply), ("note", macro.note)):
        try:
            templates.check(text, templates.texts(there), within=macro.name)
        except ValueError as error:
            yield Misdefined(what, str(error), (part,))
    # Who uses a macro is somebody of this desk, whoever that is.
    me = next(iter(scene.rules.agents), "somebody")
    somebody = scene._replace(rules=replace(scene.rules, me=me), macros=there)
    for number, line in enumerate(macro.commands, 1):
        try:
            acts = read(line, somebody)
        except ActionError as error:
            yield Misdefined(what, error.message, ("commands", number), error.column)
            continue
        if any(isinstance(act, Use) for act in acts):
            words = "a macro can't use a macro; include its text, and do here what it does"
            yield Misdefined(what, words, ("commands", number))

"""Whether a macro can be: told when it is defined."""

from msgspec.structs import replace

from supportterm.core import templates
from supportterm.core.actions import ActionError, Scene, Use, read
from supportterm.core.nouns import Macro
from supportterm.core.query import QueryError, parse
from supportterm.core.refusal import Refused

AFTERWARDS = ("stay", "next", "close")
"""What the console may do once a macro was used."""


def check(macro: Macro, scene: Scene) -> None:
    """Raises Refused with what is wrong in *macro* on this desk, and at which column of its line or query."""
    if macro.then not in AFTERWARDS:
        raise Refused(f"macro {macro.name}: `then` is {', '.join(AFTERWARDS)}, not {macro.then!r}")
    try:
        parse(macro.when)
    except QueryError as error:
        raise Refused(f"macro {macro.name}: `when`: {error}") from None
    there = {**scene.macros, macro.name: macro}
    for what, text in (("reply", macro.reply), ("note", macro.note)):
        try:
            templates.check(text, templates.texts(there), within=macro.name)
        except ValueError as error:
            raise Refused(f"macro {macro.name}: `{what}`: {error}") from None
    # Who uses a macro is somebody of this desk, whoever that is.
    me = next(iter(scene.rules.agents), "somebody")
    somebody = scene._replace(rules=replace(scene.rules, me=me), macros=there)
    for line in macro.commands:
        try:
            acts = read(line, somebody)
        except ActionError as error:
            raise Refused(f"macro {macro.name}: `{line}`: {error}") from None
        if any(isinstance(act, Use) for act in acts):
            raise Refused(f"macro {macro.name} uses a macro; include its text, and do here what it does")

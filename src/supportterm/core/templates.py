"""Texts of macros and rules with a ticket's words in them: Liquid, in a small room.

A template can name what `facts` gives and include another macro's text by its name: `{% include 'greeting' %}`. It
reads nothing else, and ends: loops, nesting and what comes of it are bounded. What is filled in is never read as a
template itself. Liquid is loaded when a text needs it.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TextIO

from supportterm.core.greeting import NAMELESS, called, first_name, without_names
from supportterm.core.nouns import Agent, Macro, Organization, Person, Team, Ticket
from supportterm.core.query.errors import did_you_mean
from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from liquid import BoundTemplate, Environment

Facts = Mapping[str, object]
Texts = Mapping[str, str]
"""Templates that others can include, by name."""

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "ticket": ("number", "subject", "status", "priority", "tags", "fields", "requester"),
    "requester": ("name", "first_name", "email"),
    "organization": ("name", "segment"),
    "agent": ("name", "signature"),
    "team": ("name", "signature"),
}
"""What a template can name."""

_DEEPEST: Final = 20
"""Texts within texts."""


def facts(
    ticket: Ticket, requester: Person | None, organization: Organization | None, agent: Agent | None, team: Team | None
) -> Facts:
    """The values of `NAMES`; what there is not is empty, and who has no name is greeted without one."""
    name = requester.name if requester else ""
    asks = {
        "name": called(name) or _Nameless(),
        "first_name": first_name(name) or _Nameless(),
        "email": requester.email if requester else "",
    }
    return {
        "ticket": {
            "number": ticket.number or ticket.id,
            "subject": ticket.subject,
            "status": ticket.status.word,
            "priority": ticket.priority.word,
            "tags": list(ticket.tags),
            "fields": ticket.fields,
            "requester": asks,
        },
        "requester": asks,
        "organization": {
            "name": organization.name if organization else "",
            "segment": organization.segment if organization else "",
        },
        "agent": {"name": agent.name if agent else "", "signature": agent.signature if agent else ""},
        "team": {"name": team.name if team else "", "signature": team.signature if team else ""},
    }


def texts(macros: Mapping[str, Macro]) -> Texts:
    """What templates can include: each macro's reply, or its note where it has no reply."""
    return {name: macro.reply or macro.note for name, macro in macros.items()}


def render(template: str, facts: Facts, texts: Texts) -> str:
    """*template* filled in, without space at its ends. Raises Refused when it can't be."""
    if not _has_places(template):
        return template.strip()
    from liquid.exceptions import LiquidError

    try:
        filled: str = _read(template, texts).render(**facts)
    except LiquidError as error:
        raise Refused(f"the template is wrong: {_first_line(error)}") from None
    return without_names(filled).strip()


class _Nameless(str):
    """A name that nobody knows: nothing to whatever looks at it, and a place to be closed where it is filled in."""

    def __liquid__(self) -> None:
        """Not there, to `if` and to `default`."""


Names = Mapping[str, tuple[str, ...]]


def check(template: str, texts: Texts, *, within: str = "", more: Names | None = None) -> None:
    """Raises ValueError, a sentence, when *template* can't be read, names what there is not or includes itself.

    *within*: the name under which others include it; *more*: what it can name beside `NAMES`.
    """
    _check(template, texts, (within,) if within else (), {**NAMES, **(more or {})})


def check_alone(template: str) -> None:
    """Raises ValueError when *template* can't be read, whatever it names: it is filled in with what others send."""
    _check(template, {}, (), None)


def _check(template: str, texts: Texts, within: tuple[str, ...], names: Names | None) -> None:
    if not _has_places(template):
        return
    from liquid.exceptions import LiquidError

    try:
        read = _read(template, {})
    except LiquidError as error:
        raise ValueError(f"the template can't be read: {_first_line(error)}") from None
    if names is not None:
        for path in read.global_variable_segments(include_partials=False):
            _check_name(path, names)
    for name in read.filter_names(include_partials=False):
        if name not in read.env.filters:
            raise ValueError(
                f"there is no filter {name!r}; {did_you_mean(name, read.env.filters, 'Liquid has others')}"
            )
    for name in _included(read):
        if name in within:
            raise ValueError(f"{' → '.join((*within, name))}: a text can't include itself")
        if name not in texts:
            hint = did_you_mean(name, texts, "`macros` lists them")
            raise ValueError(f"there is no macro {name!r} to include; {hint}")
        _check(texts[name], texts, (*within, name), names)


def _check_name(path: list[Any], names: Names) -> None:
    known = names.get(str(path[0]))
    if known is None:
        hint = did_you_mean(str(path[0]), names, f"there are {', '.join(names)}")
        raise ValueError(f"there is no {path[0]!r} in a template; {hint}")
    if len(path) > 1 and isinstance(path[1], str) and path[1] not in known:
        hint = did_you_mean(path[1], known, f"it has {', '.join(known)}")
        raise ValueError(f"{path[0]} has no {path[1]!r}; {hint}")


def _included(template: "BoundTemplate") -> Iterator[str]:
    """Names of the texts that it includes. Raises ValueError when one is not written out."""
    from liquid import RenderContext
    from liquid.builtin.expressions import StringLiteral

    context = RenderContext(template)
    waiting = list(template.nodes)
    while waiting:
        node = waiting.pop(0)
        partial = node.partial_scope()
        if partial is not None:
            if not isinstance(partial.name, StringLiteral):
                raise ValueError("include a text by its name, in quotes")
            yield partial.name.value
        waiting += node.children(context, include_partials=False)


def _has_places(template: str) -> bool:
    return "{{" in template or "{%" in template


def _read(template: str, texts: Texts) -> "BoundTemplate":
    return _environment(tuple(texts.items())).from_string(template)


@lru_cache(maxsize=4)
def _environment(texts: tuple[tuple[str, str], ...]) -> "Environment":
    from liquid import DictLoader, Environment, RenderContext
    from liquid.builtin.output import Output, OutputNode
    from liquid.stringify import to_liquid_string

    class Filled(OutputNode):
        """What `{{ … }}` writes."""

        def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
            value = self.expression.evaluate(context)
            return buffer.write(NAMELESS if isinstance(value, _Nameless) else to_liquid_string(value, False))

    class Place(Output):
        node_class = Filled

    class Bounded(Environment):
        """A template that never ends is a mistake, not a wait."""

        loop_iteration_limit = 10_000
        output_stream_limit = 200_000
        local_namespace_limit = 1_000_000
        context_depth_limit = _DEEPEST

    made = Bounded(loader=DictLoader(dict(texts)))
    made.add_tag(Place)
    del made.tags["render"]  # `include` is enough, and the two can't be mixed
    return made


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]

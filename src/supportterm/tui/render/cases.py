"""What waits to leave, as rows: a line in a list, and all that is to be seen before one decides."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Final

from supportterm.commands.cases import Case
from supportterm.commands.conflicts import sides
from supportterm.commands.departures import state_words
from supportterm.core.moments import age_words, moment_words
from supportterm.core.outbox import State
from supportterm.core.safe import safe_line
from supportterm.core.terms import Role
from supportterm.tui.render.body import body_rows
from supportterm.tui.render.card import ROLE_WORDS, Setting
from supportterm.tui.render.line import BLANK, Line, Span, fit, join, line
from supportterm.tui.render.wrap import wrap, wrap_spans
from supportterm.tui.widgets.cells import fit as filled

if TYPE_CHECKING:
    from supportterm.core.nouns import Message

FIELD: Final = "field:"
"""What the row of a field in conflict is called in `Line.act`; its name follows."""
BESIDE: Final = 96
"""Cells from which versions stand side by side."""
_LONGEST: Final = 2_000
"""Characters of a value that are shown, in at most `_DEEP` rows."""
_DEEP: Final = 20
_BODY: Final = 40
"""Rows of a text that are shown; the ticket has all of it."""
_SHORT: Final[Mapping[State, str]] = {
    State.REJECTED: "not taken",
    State.ASKING: "sent?",
    State.SENDING: "being sent",
    State.UNCERTAIN: "looked up",
}


def case_row(case: Case, setting: Setting) -> Line:
    """One line: what it is about, what leaves, how it stands."""
    entry = case.entry
    person = entry.state.for_people
    mark = Span("! " if person else "  ", "warn")
    left = [
        mark,
        Span(f"{'kb' if entry.kind == 'article' else safe_line(case.called, 20):<7} ", ""),
        Span(f"{safe_line(case.what, 24):<12} ", "strong" if person else ""),
        Span(safe_line(case.subject, 200), "" if person else "dim"),
    ]
    right = [Span(f" {short_state(case, setting.now)}", "warn" if person else "dim")]
    right.append(Span(f" {age_words(max(setting.now - entry.at, 0)):>4}", "dim"))
    return join(left, right, setting.width)


def short_state(case: Case, now: int) -> str:
    """How it stands, in as few words as a column has room for."""
    entry = case.entry
    match entry.state:
        case State.CONFLICT if case.gone:
            return "deleted there"
        case State.ASKING if entry.unsent:
            return "not sent"
        case State.CONFLICT:
            return "answered since" if entry.kind in ("say", "later") else "changed there too"
        case State.QUEUED if case.held:
            return "held"
        case State.QUEUED if entry.kind == "later":
            return moment_words(entry.not_before, now)
        case State.QUEUED if entry.not_before > now and entry.attempts == 0:
            return f"leaves in {-(-(entry.not_before - now) // 1000)} s"
        case State.QUEUED:
            return "waiting"
    return _SHORT.get(entry.state, str(entry.state))


def case_rows(case: Case, chosen: Mapping[str, str], setting: Setting) -> Iterator[Line]:
    """All there is to see of *case*; *chosen* are the words said so far of its fields."""
    width = setting.width
    title = [Span(f"{safe_line(case.called, 40)} ", "dim"), Span(safe_line(case.subject, 300), "title")]
    yield join(title, [Span(safe_line(f"for {case.by}", 60), "dim")], width)
    entry = case.entry
    said = f"{case.what} by {safe_line(entry.actor, 40)}, {moment_words(entry.at, setting.now, setting.zone)}"
    yield fit(line(said, "dim"), width)
    yield BLANK
    yield from wrap_spans((Span(safe_line(_why(case, setting.now), 500), _tone(case)),), width)
    yield BLANK
    if case.fields:
        yield from (_table if width >= BESIDE else _stacked)(case, chosen, setting)
    elif case.body:
        yield from _texts(case, setting)
    for text in case.apart:
        yield from _difference(text, setting.width)


def _why(case: Case, now: int) -> str:
    """What happened, and what can be said of it."""
    entry = case.entry
    match entry.state:
        case State.CONFLICT if case.gone:
            return f"The ticket was deleted at {case.by}, so this can't be done there any more."
        case State.CONFLICT if case.fields:
            both = "This was" if len(case.fields) == 1 else f"{len(case.fields)} fields were"
            return f"{both} changed here and at {case.by}. Nothing is overwritten until you say what shall hold."
        case State.CONFLICT if entry.kind == "article":
            return f"The article was changed at {case.by} too. Mine sends yours over it, theirs takes what is there."
        case State.CONFLICT:
            return "The ticket went on after you read it, so your text has not left. Does it still fit?"
        case State.REJECTED:
            return f"{case.by} does not take this: {entry.words or 'it gave no reason'}"
        case State.ASKING if entry.unsent:
            return f"This has not left: {entry.words or 'you decide'}. Shall it?"
        case State.ASKING:
            words = f" ({entry.words})" if entry.words else ""
            return f"Was this sent? Nobody can tell{words}. Look at {case.called} at {case.by}, then say so."
    words = case.held or state_words(entry, now, "discard")
    return f"{words[:1].upper()}{words[1:]}."


def _tone(case: Case) -> str:
    return "warn" if case.entry.state.for_people else "dim"


# --- fields


def _table(case: Case, chosen: Mapping[str, str], setting: Setting) -> Iterator[Line]:
    """A row a field: what it was, mine, theirs, what was said so far."""
    name, take = 14, 14
    one = (setting.width - name - take - 4) // 3
    heads = (("field", name), ("was", one), ("mine", one), (f"at {case.by}", one), ("take", take))
    yield Line(tuple(Span(f"{filled(safe_line(head, 60), w)} ", "heading") for head, w in heads))
    for field, (label, was, mine, theirs, who) in zip(case.fields, sides(case, setting.now), strict=True):
        said = chosen.get(field.name, "")
        cells = (
            (label, name, "strong"),
            (was, one, "dim"),
            (mine, one, _side("mine", said)),
            (theirs, one, _side("theirs", said)),
            (said or "?", take, "ok" if said else "warn"),
        )
        columns = [list(islice(wrap(safe_line(text, _LONGEST), w), _DEEP)) for text, w, _ in cells]
        for number, row in enumerate(zip_longest(*columns, fillvalue="")):
            spans = (Span(f"{filled(text, w)} ", style) for text, (_, w, style) in zip(row, cells, strict=True))
            yield fit(Line(tuple(spans), "" if number else f"{FIELD}{field.name}"), setting.width)
        yield fit(line(f"{'':{name + 2 * (one + 1)}} {safe_line(who, 100)}", "dim"), setting.width)


def _stacked(case: Case, chosen: Mapping[str, str], setting: Setting) -> Iterator[Line]:
    """The versions of each field under each other."""
    for field, (label, was, mine, theirs, who) in zip(case.fields, sides(case, setting.now), strict=True):
        said = chosen.get(field.name, "")
        right = [Span(f"take {said}", "ok") if said else Span("mine or theirs?", "warn")]
        yield join([Span(safe_line(label, 60), "strong")], right, setting.width, f"{FIELD}{field.name}")
        for word, text, style in (("was", was, "dim"), ("mine", mine, _side("mine", said))):
            yield from _version(word, text, style, setting.width)
        there = list(_version("theirs", theirs, _side("theirs", said), setting.width - len(who) - 2))
        yield from there[:-1]
        yield join(there[-1].spans, [Span(safe_line(who, 60), "dim")], setting.width)
        yield BLANK


def _version(word: str, text: str, style: str, width: int) -> Iterator[Line]:
    """A value under its word, whole: nobody decides about what they can't read."""
    lead, rest = (Span(f"  {word:<8}", "dim"),), (Span(" " * 10),)
    rows = wrap_spans((Span(safe_line(text, _LONGEST), style),), max(width, 24), lead, rest)
    yield from islice(rows, _DEEP)


def _side(side: str, said: str) -> str:
    if not said:
        return ""
    return "ok" if said == side else "dim"


# --- texts


def _difference(text: str, width: int) -> Iterator[Line]:
    """A line of a diff, whole."""
    head = text.startswith(("+++", "---", "@@"))
    style = "dim" if head else {"+": "ok", "-": "error"}.get(text[:1], "")
    yield from wrap_spans((Span(safe_line(text, _LONGEST) or " ", style),), max(width, 24), (), (Span("  "),))


def _texts(case: Case, setting: Setting) -> Iterator[Line]:
    """The text, and what came since beside it, or under it where there is no room."""
    word = ROLE_WORDS[case.role] if case.role is not None else case.what
    style = (case.role or Role.REPLY).word
    if not case.since or setting.width < BESIDE:
        yield from _since(case.since, setting)
        yield line(f"your {word}", f"{style} strong")
        yield from _text(case.body, setting.width - 2, style, setting)
        return
    half = (setting.width - 3) // 2
    mine = [line(f"your {word}", f"{style} strong"), *_text(case.body, half - 2, style, setting)]
    theirs = list(_since(case.since, setting._replace(width=half)))
    rule = Span(f" {setting.glyphs.column} ", "rule")
    for left, right in zip_longest(mine, theirs, fillvalue=BLANK):
        pad = Span(" " * max(half - left.cells, 0))
        yield Line((*fit(left, half).spans, pad, rule, *fit(right, half).spans))


def _text(body: str, width: int, style: str, setting: Setting) -> Iterator[Line]:
    edge = Span(f"{setting.glyphs.reply} ", style)
    for number, row in enumerate(body_rows(body, width, is_markdown=True, glyphs=setting.glyphs)):
        if number == _BODY:
            yield Line((edge, Span("…", "dim")))
            return
        yield Line((edge, *row.spans))


def _since(messages: "Sequence[Message]", setting: Setting) -> Iterator[Line]:
    for message in messages:
        who = safe_line(message.author or message.agent or message.address or "somebody", 60)
        when = moment_words(message.at, setting.now, setting.zone)
        yield line(f"since then, {who}, {when}", f"{message.role.word} strong")
        yield from _text(message.body, setting.width - 2, message.role.word, setting)
        yield BLANK

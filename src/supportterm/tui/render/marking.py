"""What a search looked for, marked in rows: all of it, wherever it stands, told by what the search takes for a word."""

from collections.abc import Iterable, Iterator, Sequence

from supportterm.core.excerpt import places
from supportterm.core.query.tree import Term
from supportterm.tui.render.line import BLANK, Line, Span

MATCH = "match"
Places = list[tuple[int, int]]
"""Beginnings and ends (exclusive) in the text of a row."""


def marked(rows: Iterable[Line], wanted: Sequence[Term]) -> Iterator[Line]:
    """*rows* with each of *wanted* in the style `match`, also a phrase that begins at the end of one row and goes on in
    the next. Lazy: of a phrase the next row is looked at."""
    if any(len(term.tokens) > 1 for term in wanted):
        yield from _across(rows, wanted)
    else:
        for row in rows:
            yield _painted(row, [found[0] for found in places(row.text, wanted)])


def is_hit(row: Line) -> bool:
    """Whether anything is marked in the row."""
    return any(span.style.endswith(MATCH) for span in row.spans)


def pieces(text: str, shown: str, role: str, wanted: Sequence[Term]) -> Iterator[tuple[str, str]]:
    """What is *shown* of *text*, which may be cut, or filled up, in pieces of *role* and `match`. It is looked through
    whole: what a cut leaves of a word is another word."""
    pairs = enumerate(zip(text, shown, strict=False))
    kept = next((n for n, (one, other) in pairs if one != other), min(len(text), len(shown)))
    (row,) = marked([Line((Span(text),))], wanted)
    at = 0
    for span in row.spans:
        if at < kept:
            yield shown[at : min(at + len(span.text), kept)], MATCH if span.style else role
        at += len(span.text)
    if kept < len(shown):
        yield shown[kept:], role


def _across(rows: Iterable[Line], wanted: Sequence[Term]) -> Iterator[Line]:
    source = iter(rows)
    row, begun = next(source, None), Places()
    while row is not None:
        after = next(source, None)
        here, there = row.text, (after or BLANK).text
        behind = len(here) + 1  # a row's end parts words
        inside, begun_there = begun, Places()
        for found in places(f"{here} {there}", wanted):
            first = [place for place in found if place[0] < behind]
            rest = found[len(first) :]
            if first:
                inside.append((first[0][0], first[-1][1]))
                if rest:
                    begun_there.append((rest[0][0] - behind, rest[-1][1] - behind))
        yield _painted(row, inside)
        row, begun = after, begun_there


def _painted(row: Line, found: Places) -> Line:
    """The row with the places *found* in it marked; they may overlap."""
    if not found:
        return row
    spans: list[Span] = []
    begin = 0
    for span in row.spans:
        end = begin + len(span.text)
        at = begin
        for first, last in sorted(found):
            first, last = max(first, at), min(last, end)
            if first < last:
                spans += [Span(row.text[at:first], span.style)] if at < first else []
                spans.append(Span(row.text[first:last], f"{span.style} {MATCH}".strip()))
                at = last
        if at < end or not span.text:
            spans.append(Span(row.text[at:end], span.style))
        begin = end
    return Line(tuple(spans), row.act)

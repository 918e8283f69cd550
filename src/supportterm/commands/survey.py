"""`survey answer`, `surveys`: what customers are asked, and what they answer."""

from supportterm.commands.call import Bold, Call, Outcome
from supportterm.commands.kinds import Number, Text, Tickets, Word
from supportterm.commands.records import changed
from supportterm.commands.registry import command
from supportterm.core.query.errors import did_you_mean
from supportterm.core.rating import rate
from supportterm.core.refusal import Refused
from supportterm.core.sla_explain import length_words
from supportterm.core.surveys import Survey, least, most


@command(
    "survey answer",
    contexts=("queue", "ticket"),
    examples=("survey answer 12 5", "survey answer 12 2 'still the same' --survey content"),
)
def answer(call: Call, tickets: Tickets, score: Number, comment: Text = "", *, survey: Word = "") -> Outcome:
    """Write down what a customer answered to a survey, on the phone say.

    Without `--survey` it is the one that was asked last on the ticket, or the only one that there is.
    """
    there = {one.name: one for one in call.desk.surveys()}
    with call.desk.together() as stroke:
        for number in tickets:
            call.desk.change(number, rate, survey=_which(call, there, survey, number), score=score, comment=comment)
    return changed(stroke.change)


@command("surveys", group="desk", examples=("surveys",))
def surveys(call: Call) -> Outcome:
    """List what customers are asked once their ticket is solved; the desk file declares it."""
    lines: list[str] = []
    there = call.desk.surveys()
    for one in there:
        asked = f"{length_words(one.after)} after it was solved" if one.after else "once it is solved"
        again = f"nobody twice within {length_words(one.again)}"
        lines.append(Bold(f"{one.name}{'  off' if one.off else ''}"))
        lines.append(f"    {one.kind}, {least(one)} to {most(one)}, {asked}, {again}")
    return Outcome(
        "" if lines else "nothing is asked; `surveys:` in a desk file says what is",
        records=[
            {"name": one.name, "kind": one.kind, "from": least(one), "to": most(one), "when": one.when, "off": one.off}
            for one in there
        ],
        lines=lines or None,
    )


def _which(call: Call, there: dict[str, Survey], named: str, ticket: int) -> Survey:
    names = ", ".join(there) or "none yet"
    if named and named not in there:
        raise Refused(f"there is no survey {named!r}; {did_you_mean(named, there, f'there are {names}')}")
    found = there.get(named) or call.desk.asked_on(ticket)
    if found is None and len(there) == 1:
        found = next(iter(there.values()))
    if found is None and not there:
        raise Refused("nothing is asked on this desk; `surveys:` in a desk file says what is")
    if found is None:
        raise Refused(f"say which survey with `--survey`; there are {names}")
    return found

"""Commands of a person's own, from the files in `commands/` of their configuration: see config/own_commands.py."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from supportterm.commands.call import YES_NO, Asking, Call, Outcome
from supportterm.commands.index import INDEX
from supportterm.commands.kinds import FLAG, TICKETS, WORD, choice
from supportterm.commands.registry import CONSOLE, SHELL, Command, Parameter
from supportterm.config.own_commands import OwnCommand, load_own
from supportterm.config.paths import own_commands, paths
from supportterm.core import templates
from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.commands.programs import Job
    from supportterm.core.templates import Facts

GROUP: Final = "own"
_known: dict[Path, tuple[int, Command]] = {}
"""What was read, with the moment at which its file was last written then."""


def named(name: str) -> Command | None:
    """The own command *name* as its file says now; None when there is none. Raises ConfigError."""
    here = paths()
    file = here.commands / f"{name}.yaml"
    if name in INDEX or name not in own_commands(here):
        return None
    written = file.stat().st_mtime_ns
    if file not in _known or _known[file][0] != written:
        _known[file] = written, _command(name, load_own(file))
    return _known[file][1]


def every_own() -> Iterator[Command]:
    """All that can be read; a mistake in another is told where it is used, and by `config check`."""
    from supportterm.config.marked import ConfigError

    for name in own_commands(paths()):
        try:
            found = named(name)
        except ConfigError:
            continue
        if found is not None:
            yield found


def _command(name: str, own: OwnCommand) -> Command:
    asked = [
        Parameter(each, each, choice(each, *ask.choices) if ask.choices else WORD, True, False, "")
        for each, ask in own.ask.items()
    ]
    parameters = [
        Parameter("tickets", "tickets", TICKETS, False, True, None),
        *asked,
        *([Parameter("yes", "yes", FLAG, True, False, False)] if own.confirm else []),
    ]
    return Command(
        name,
        partial(_run, name, own),
        tuple(parameters),
        doc=own.title,
        contexts=own.contexts,
        faces=(SHELL, CONSOLE),
        aliases=(),
        examples=(),
        group=GROUP,
        slow=True,
    )


def _run(name: str, own: OwnCommand, call: Call, tickets: Sequence[int], yes: bool = False, **given: str) -> Outcome:
    """Ask what is to be asked, then run it."""
    from supportterm.commands.programs import carry_out

    facts = _facts(call, () if own.once else tickets)
    answers = {each: given.get(each) or _answer(call, name, own, each, facts) for each in own.ask}
    facts = {**facts, "answer": answers}
    if own.confirm and not yes:
        _confirm(call, name, own, templates.render(own.confirm, facts, {}), len(tickets))
    return carry_out(call, tickets, _job(call, name, own, answers))


def _job(call: Call, name: str, own: OwnCommand, answers: dict[str, str]) -> "Job":
    from supportterm.commands.programs import Job

    def words(about: Sequence[int]) -> list[str]:
        facts = {**_facts(call, () if own.once else about), "answer": answers}
        return list(_arguments(own, facts))

    return Job(words, own.give, own.output, name, each=not own.once, then=own.then, seconds=own.seconds)


def _arguments(own: OwnCommand, facts: "Facts") -> Iterator[str]:
    """Each place of `run` is one argument. Raises Refused where a filled one would be taken for an option."""
    ended = False
    for place, template in enumerate(own.run):
        filled = templates.render(template, facts, {})
        if filled.startswith("-") and template.lstrip().startswith("{") and not ended:
            raise Refused(
                f"argument {place} of {own.run[0]} would begin with a dash and be taken for an option: "
                "write it behind `--`, or as --option={{ … }}"
            )
        ended = ended or filled == "--"
        yield filled


def _answer(call: Call, name: str, own: OwnCommand, each: str, facts: "Facts") -> str:
    ask = own.ask[each]
    default = templates.render(ask.default, facts, {})
    if call.ask is not None:
        answer = call.ask(Asking(ask.about or each, default=default, choices=ask.choices))
        if ask.choices and answer not in ask.choices:
            raise Refused(f"{name}: {each} is one of {', '.join(ask.choices)}; nothing was done")
        return answer
    if not default:
        from supportterm.commands.usage import Usage

        raise Usage(f"{name} needs --{each}")
    return default


def _confirm(call: Call, name: str, own: OwnCommand, question: str, tickets: int) -> None:
    """Raises Refused unless a person says yes."""
    many = f" ({tickets} tickets)" if tickets > 1 else ""
    if call.ask is None:
        raise Refused(f"{name} asks first: {question}{many} Say so with --yes")
    if call.ask(Asking(f"{question}{many}", help=f"run {own.run[0]}", choices=YES_NO)) != "yes":
        raise Refused(f"{name}: nothing was done")


def _facts(call: Call, tickets: Sequence[int]) -> "Facts":
    """What templates can name: of the first of *tickets*, else of the agent alone."""
    from supportterm.commands.macro import facts

    if tickets:
        return facts(call, tickets[0])
    agent = next((a for a in call.desk.agents() if a.handle == call.desk.me), None)
    return {"agent": {"name": agent.name if agent else call.desk.me, "signature": agent.signature if agent else ""}}

"""`hooks`: programs of the person's own that follow events; what they did, one tried, what went wrong run again."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from supportterm.commands.call import Bold, Call, Dim, Outcome
from supportterm.commands.kinds import WORD, Completion, OneTicket
from supportterm.commands.records import moment, number_of
from supportterm.commands.registry import command
from supportterm.core.hooks import EVENTS
from supportterm.core.moments import ago_words
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line
from supportterm.core.spelling import nearest

if TYPE_CHECKING:
    from supportterm.config.hooks import Hook
    from supportterm.desk.hooks import Happened, Kept, Run

_LONGEST = 160


def _event(words: list[str], call: Call) -> str:
    if words[0] not in EVENTS:
        near = nearest(words[0], EVENTS)
        raise ValueError(f"{words[0]!r} is no event" + (f"; did you mean {near[0]}?" if near else ""))
    return words[0]


def _events(prefix: str, call: Call) -> Iterable[Completion]:
    return (Completion(name, words) for name, words in EVENTS.items() if name.startswith(prefix))


def _names(prefix: str, call: Call) -> Iterable[Completion]:
    return (Completion(hook.name, hook.event) for hook in _there() if hook.name.startswith(prefix))


EventName = Annotated[str, WORD._replace(name="event", parse=_event, complete=_events)]
HookName = Annotated[str, WORD._replace(name="hook", complete=_names)]


@command("hooks", group="desk", examples=("hooks", "hooks --json"))
def hooks(call: Call) -> Outcome:
    """List hooks: programs of yours in the folder `hooks` beside config.yaml that follow what happens.

    A file's name says the event: `assigned`, `assigned-NAME`, or any name in `assigned.d`. It is given what happened as
    JSON on standard input. The process that keeps the desk runs it, once for each event.
    """
    there = _there()
    door = call.desk.hooks()
    kept, troubles = door.kept(), door.troubles()
    records = [_record(hook, kept.get(hook.name)) for hook in there]
    lines = [line for hook in there for line in _lines(call, hook, kept.get(hook.name), troubles)]
    words = "" if there else f"no hooks: an executable file {_folder()}/EVENT is one; {', '.join(EVENTS)}"
    return Outcome(words, records=[*records, *(_trouble_record(call, run) for run in troubles)], lines=lines or None)


@command("hooks try", group="desk", slow=True, examples=("hooks try assigned 12",))
def try_(call: Call, event: EventName, ticket: OneTicket) -> Outcome:
    """Run the hooks of an event on a ticket, here and now, and show what they print.

    They are told of the last time that it happened to the ticket; when it never did, `happened` is false.
    """
    from supportterm.commands.hook_telling import about
    from supportterm.config.settings import load
    from supportterm.sync.hooks import carry_out

    chosen = [hook for hook in _there() if hook.event == event and hook.state == "on"]
    if not chosen:
        raise Refused(f"no hook follows {event}; `hooks` lists those there are")
    last = _last(call, event, ticket)
    told = about(call.desk, event, ticket, last.operation if last is not None else None)
    lines: list[str] = []
    well = True
    for hook in chosen:
        ran = carry_out(call.desk, hook, told, seconds=load().hook_seconds, ended=call.stopped)
        well &= not ran.trouble
        lines += [Bold(hook.name), *ran.out.splitlines(), *map(Dim, ran.complaints.splitlines())]
        lines += [f"({ran.trouble or 'it ended well'})"]
    return Outcome(lines=lines, ok=well, shows=lambda console: console.lines(f"hooks try {event}", lines))


@command("hooks again", group="desk", examples=("hooks again", "hooks again assigned-notify"))
def again(call: Call, hook: HookName = "") -> Outcome:
    """Run again what did not end well, of one hook or of all.

    Also what was cut short when the process that runs hooks died, and may have been done.
    """
    return _decided(call, hook, again=True)


@command("hooks forget", group="desk", examples=("hooks forget", "hooks forget assigned-notify"))
def forget(call: Call, hook: HookName = "") -> Outcome:
    """Forget what did not end well, of one hook or of all: it is not run again."""
    return _decided(call, hook, again=False)


def _decided(call: Call, name: str, *, again: bool) -> Outcome:
    door = call.desk.hooks()
    names = {name} if name else {run.hook for run in door.troubles()}
    many = door.decide(names, again=again)
    if not many:
        return Outcome("nothing went wrong" + (f" with {name}" if name else ""))
    if again:
        from supportterm.commands.leaving import let_it_leave

        let_it_leave(call)
    runs = "1 run" if many == 1 else f"{many} runs"
    return Outcome(f"{runs} will be done again" if again else f"{runs} forgotten")


def _there() -> "tuple[Hook, ...]":
    from supportterm.config.hooks import found

    return found(_folder())


def _folder() -> Path:
    from supportterm.config.paths import paths

    return paths().hooks


def _last(call: Call, event: str, ticket: int) -> "Happened | None":
    """The last time that *event* happened to *ticket*, undone or not."""
    from supportterm.core.hooks import events_of
    from supportterm.core.operations import Create
    from supportterm.desk.hooks import Happened

    log = call.desk.log(ticket)
    began = {entry.operation.change for entry in log if isinstance(entry.operation.payload, Create)}
    for entry in reversed(log):
        opening = entry.operation.change in began
        if event in events_of(entry.operation.payload, opening=opening):
            return Happened(entry.seq, entry.operation, opening)
    return None


def _lines(call: Call, hook: "Hook", kept: "Kept | None", troubles: "tuple[Run, ...]") -> Iterator[str]:
    if hook.state != "on":
        yield f"{safe_line(hook.name, 60):<32} {hook.state}: {hook.why}"
        return
    ran = "has not ended well" if any(run.hook == hook.name for run in troubles) else "has not run"
    if kept is not None and kept.last is not None:
        ran = f"{kept.ran:,} run{'s' * (kept.ran > 1)}, last {ago_words(call.now - kept.last)}"
    yield Bold(f"{safe_line(hook.name, 60):<32} {ran}")
    for run in troubles:
        if run.hook == hook.name:
            when = ago_words(call.now - run.at)
            words = safe_line(run.words, _LONGEST)
            yield f"  {run.state:<10} {call.desk.label(run.ticket)} {when}: {words}"


def _record(hook: "Hook", kept: "Kept | None") -> Mapping[str, object]:
    ran, last = (kept.ran, moment(kept.last)) if kept is not None else (0, None)
    return {
        "hook": hook.name, "event": hook.event or None, "state": hook.state, "why": hook.why or None, "ran": ran,
        "last": last,
    }  # fmt: skip


def _trouble_record(call: Call, run: "Run") -> Mapping[str, object]:
    return {
        "hook": run.hook, "state": run.state, "ticket": number_of(call.desk.label(run.ticket)), "at": moment(run.at),
        "words": run.words,
    }  # fmt: skip

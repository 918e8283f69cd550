"""Command lines that act on a ticket, as rules and macros write them: a line → what it asks for. Pure.

These are the lines typed after `:`, without the ticket's number. The commands of the same names take their words from
`core/spoken.py` and their steps from here, so that a line means one thing wherever it is written.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Any, Final, NamedTuple, TypeVar

from supportterm.core import spoken, verbs
from supportterm.core.commandline import Given, WrongOption, sort_out, split
from supportterm.core.moments import parse_moment
from supportterm.core.nouns import Macro
from supportterm.core.query.errors import did_you_mean
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role, Status

T = TypeVar("T")


class ActionError(ValueError):
    """The line can't be read. *column* counts characters from 1."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.message = message
        self.column = column

    def __str__(self) -> str:
        return f"column {self.column}: {self.message}"


class Scene(NamedTuple):
    """What the words of a line may mean: on this desk, to who says them, at this moment.

    With nobody as `rules.me`, as in rules, `me` stands for no one.
    """

    rules: verbs.Rules
    macros: Mapping[str, Macro] = {}
    webhooks: Mapping[str, object] = {}
    zone: tzinfo | None = None


class Do(NamedTuple):
    """A verb of core/verbs.py with its arguments."""

    verb: Callable[..., Any]
    arguments: dict[str, Any]


class Say(NamedTuple):
    """A message, its text a template; *then* is the status that goes with it."""

    role: Role
    text: str
    then: Status | None = None


class Use(NamedTuple):
    """A macro, with all that it does."""

    macro: str


Act = Do | Say | Use


def read(line: str, scene: Scene) -> tuple[Act, ...]:
    """What *line* asks for, in order. Raises ActionError, which says where it is wrong."""
    words = split(line)
    if not words:
        raise ActionError("there is no command", 1)
    name = words[0].text
    if name not in _ACTIONS:
        hint = did_you_mean(name, _ACTIONS, f"there are {', '.join(_ACTIONS)}")
        raise ActionError(f"{name!r} is nothing that a rule or a macro does; {hint}", words[0].start + 1)
    if words[-1].open:
        raise ActionError("this quote is not closed", words[-1].start + 1)
    action = _ACTIONS[name]
    columns = [word.start + 1 for word in words[1:]]
    try:
        sorted_out = sort_out([word.text for word in words[1:]], action.options)
    except WrongOption as wrong:
        what = f"--{wrong.name} needs a value" if wrong.lacks else f"{name} has no option --{wrong.name}"
        raise ActionError(what, columns[wrong.at]) from None
    said = _Said(name, sorted_out.loose, sorted_out.named, columns, len(line) + 1, scene)
    acts = action.read(said)
    if said.loose:
        raise said.wrong(f"{said.loose[0].text!r} is one word too many", said.loose[0])
    return acts


def unfolded(line: str, scene: Scene) -> Iterator[Do | Say]:
    """What *line* asks for, with all that a macro does in its place. Raises ActionError."""
    for act in read(line, scene):
        if not isinstance(act, Use):
            yield act
            continue
        macro = scene.macros[act.macro]
        for role, text in ((Role.NOTE, macro.note), (Role.REPLY, macro.reply)):
            if text:
                yield Say(role, text)
        for own in macro.commands:
            yield from unfolded(own, scene)


def changes(words: Sequence[str], scene: Scene) -> list[Do]:
    """What `set` does with FIELD=VALUE, +tag and -tag. Raises ValueError with a plain phrase, and Refused."""
    steps = [assignment(*spoken.assignment(word), scene) for word in words if word[:1] not in ("+", "-")]
    tagged = tuple(word for word in words if word[:1] in ("+", "-"))
    return [*steps, tag(tagged)] if tagged else steps


def assignment(field: str, value: str, scene: Scene) -> Do:
    """A field gets a value. Raises ValueError with a plain phrase, Refused when this desk has no such thing."""
    match field:
        case "status":
            return Do(verbs.set_status, {"status": spoken.status(value)})
        case "priority":
            return Do(verbs.set_priority, {"priority": spoken.priority(value)})
        case "assignee":
            return Do(verbs.assign, {"agent": _agent(value, scene)})
        case "team":
            return Do(verbs.set_team, {"team": _known("team", value, scene.rules.teams) if value else None})
        case "subject":
            return Do(verbs.set_subject, {"subject": value})
        case "due":
            due = parse_moment(value, scene.rules.now, scene.zone) if value and value != "none" else None
            return Do(verbs.set_due, {"due": due})
    name = _known("field", field.removeprefix("field."), scene.rules.fields)
    if value:
        verbs.fitting(scene.rules.fields[name], value)
    return Do(verbs.set_field, {"name": name, "value": value or None})


def tag(words: tuple[str, ...]) -> Do:
    """Tags come, and those with a minus go. Raises Refused for what can be none."""
    add, remove = spoken.tags(words)
    for word in (*add, *remove):
        verbs.tag_word(word)
    return Do(verbs.tag, {"add": add, "remove": remove})


class _Said:
    """The words behind an action's name, taken one after the other."""

    def __init__(
        self,
        name: str,
        loose: list[Given],
        named: Mapping[str, Given | None],
        columns: Sequence[int],
        end: int,
        scene: Scene,
    ) -> None:
        self.name = name
        self.loose = loose
        self.named = named
        self.scene = scene
        self._columns = columns
        self._end = end

    def word(self, what: str, read: Callable[[str], T]) -> T:
        """The next word, as *read* reads it."""
        if not self.loose:
            raise ActionError(f"{self.name} needs {what}", self._end)
        return self._read(self.loose.pop(0), read)

    def text(self, what: str, read: Callable[[str], T]) -> T:
        """All words that are left."""
        if not self.loose:
            raise ActionError(f"{self.name} needs {what}", self._end)
        given, self.loose = self.loose, []
        return self._read(Given(" ".join(word.text for word in given), given[0].at), read)

    def words(self, read: Callable[[str], T]) -> list[T]:
        """Each word that is left."""
        given, self.loose = self.loose, []
        return [self._read(one, read) for one in given]

    def option(self, name: str, read: Callable[[str], T]) -> T | None:
        given = self.named.get(name)
        return None if given is None else self._read(given, read)

    def needed(self, name: str, read: Callable[[str], T]) -> T:
        found = self.option(name, read)
        if found is None:
            raise ActionError(f"{self.name} needs --{name}", self._end)
        return found

    def wrong(self, message: str, given: Given) -> ActionError:
        return ActionError(f"{self.name}: {message}", self._columns[given.at])

    def _read(self, given: Given, read: Callable[[str], T]) -> T:
        try:
            return read(given.text)
        except (ValueError, Refused) as error:
            raise self.wrong(str(error), given) from None


def _known(what: str, name: str, there: Mapping[str, object]) -> str:
    if name not in there:
        hint = did_you_mean(name, there, f"there are: {', '.join(there) or 'none yet'}")
        raise Refused(f"there is no {what} {name!r}; {hint}")
    return name


def _agent(word: str, scene: Scene) -> str | None:
    if word.lstrip("@") == "me" and not scene.rules.me:
        raise Refused("`me` is nobody here; name an agent")
    found = spoken.agent(word, scene.rules.me)
    # A desk that knows no agents lets anybody work on it.
    return found if found is None or not scene.rules.agents else _known("agent", found, scene.rules.agents)


def _somebody(word: str, scene: Scene) -> str:
    found = _agent(word, scene)
    if found is None:
        raise Refused("nobody can't follow")
    return found


def _set(said: _Said) -> tuple[Act, ...]:
    words = said.words(lambda word: (changes([word], said.scene), word)[1])  # so that what is wrong has its place
    if not words:
        said.word("FIELD=VALUE, +tag or -tag", str)
    return tuple(changes(words, said.scene))


def _status(said: _Said) -> tuple[Act, ...]:
    return (Do(verbs.set_status, {"status": said.word("a status", spoken.status)}),)


def _priority(said: _Said) -> tuple[Act, ...]:
    return (Do(verbs.set_priority, {"priority": said.word("a priority", spoken.priority)}),)


def _assign(said: _Said) -> tuple[Act, ...]:
    return (Do(verbs.assign, {"agent": said.word("an agent", lambda word: _agent(word, said.scene))}),)


def _take(said: _Said) -> tuple[Act, ...]:
    if not said.scene.rules.me:
        raise ActionError("nobody is there to take it; `assign` names an agent", 1)
    return (Do(verbs.assign, {"agent": said.scene.rules.me}),)


def _tag(said: _Said) -> tuple[Act, ...]:
    words = said.words(lambda word: (tag((word,)), word)[1])
    if not words:
        said.word("a tag", str)
    return (tag(tuple(words)),)


def _follow(said: _Said) -> tuple[Act, ...]:
    me = said.scene.rules.me
    who = me if me and not said.loose else said.word("an agent", lambda word: _somebody(word, said.scene))
    return (Do(verbs.follow, {"remove" if "stop" in said.named else "add": (who,)}),)


def _snooze(said: _Said) -> tuple[Act, ...]:
    now, zone = said.scene.rules.now, said.scene.zone
    return (Do(verbs.snooze, {"until": said.text("a moment", lambda text: parse_moment(text, now, zone))}),)


def _escalate(said: _Said) -> tuple[Act, ...]:
    rest = {name: said.option(name, str) or "" for name in ("tried", "question")}
    to = said.needed("to", lambda word: _known("team", word, said.scene.rules.teams))
    return (Do(verbs.escalate, {"to": to, "reason": said.needed("reason", str), **rest}),)


def _note(said: _Said) -> tuple[Act, ...]:
    return (Say(Role.NOTE, said.text("a text", lambda text: _template(text, said.scene))),)


def _reply(said: _Said) -> tuple[Act, ...]:
    wanted = [status for flag, status in _THEN.items() if flag in said.named]
    if len(wanted) > 1:
        raise ActionError("either --solve or --pending", 1)
    text = said.text("a text", lambda text: _template(text, said.scene))
    return (Say(Role.REPLY, text, wanted[0] if wanted else None),)


def _template(text: str, scene: Scene) -> str:
    from supportterm.core import templates

    templates.check(text, templates.texts(scene.macros))
    return text


def _macro(said: _Said) -> tuple[Act, ...]:
    return (Use(said.word("a macro", lambda word: _known("macro", word, said.scene.macros))),)


def _announce(said: _Said) -> tuple[Act, ...]:
    webhook = said.word("a webhook", lambda word: _known("webhook", word, said.scene.webhooks))
    return (Do(verbs.announce, {"webhook": webhook}),)


def _suspend(said: _Said) -> tuple[Act, ...]:
    return (Do(verbs.suspend, {"reason": said.option("reason", str) or ""}),)


def _plainly(verb: Callable[..., Any], **arguments: Any) -> Callable[[_Said], tuple[Act, ...]]:
    """An action that needs no words."""
    return lambda said: (Do(verb, arguments),)


_THEN: Final = {"solve": Status.SOLVED, "pending": Status.PENDING}


class _Action(NamedTuple):
    read: Callable[[_Said], tuple[Act, ...]]
    words: str = ""
    """What stands behind its name, for people."""
    options: Mapping[str, bool] = {}
    """Each is a flag, or not."""


_ACTIONS: Final[Mapping[str, _Action]] = {
    "set": _Action(_set, "FIELD=VALUE +TAG -TAG"),
    "status": _Action(_status, "STATUS"),
    "solve": _Action(_plainly(verbs.set_status, status=Status.SOLVED)),
    "reopen": _Action(_plainly(verbs.set_status, status=Status.OPEN)),
    "priority": _Action(_priority, "PRIORITY"),
    "assign": _Action(_assign, "AGENT"),
    "unassign": _Action(_plainly(verbs.assign, agent=None)),
    "take": _Action(_take),
    "tag": _Action(_tag, "+TAG -TAG"),
    "follow": _Action(_follow, "AGENT", {"stop": True}),
    "snooze": _Action(_snooze, "MOMENT"),
    "wake": _Action(_plainly(verbs.wake)),
    "escalate": _Action(_escalate, "", {"to": False, "reason": False, "tried": False, "question": False}),
    "note": _Action(_note, "TEXT"),
    "reply": _Action(_reply, "TEXT", dict.fromkeys(_THEN, True)),
    "macro": _Action(_macro, "NAME"),
    "announce": _Action(_announce, "WEBHOOK"),
    "suspend": _Action(_suspend, "", {"reason": False}),
    "release": _Action(_plainly(verbs.release)),
}

NAMES: Final = tuple(_ACTIONS)


def usage(name: str) -> str:
    """An action as it is written: `escalate --to … --reason …`."""
    action = _ACTIONS[name]
    options = (f"--{option}" if flag else f"--{option} …" for option, flag in action.options.items())
    return " ".join(filter(None, (name, action.words, *options)))

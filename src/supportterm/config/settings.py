"""config.yaml: what a person may set. Everything has a default; an empty file is in order."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from supportterm.config.marked import ConfigError, Items, Problems, Table, Text, did_you_mean
from supportterm.config.paths import Paths, names, paths
from supportterm.config.typed import build, keys_of
from supportterm.config.yamlfile import read
from supportterm.core.nouns import View
from supportterm.core.orders import ORDERS, parse_order
from supportterm.core.views import GROUPS, wrong_column, wrong_group

Meta = msgspec.Meta
LLM = "llm"
"""What the key of the language model is called among the secrets."""


class ViewSetting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A view of one's own."""

    query: Annotated[str, Meta(description="What is in it, in the query language.", examples=["is:active tag:billing"])]
    title: Annotated[str, Meta(description="What the sidebar calls it; the name when empty.")] = ""
    order: Annotated[
        str, Meta(description=f"One of {', '.join(ORDERS)}; a minus before it turns it round.", examples=["-updated"])
    ] = "-updated"
    key: Annotated[str, Meta(description="The key after `g` that opens it.", pattern=r"^.?$", examples=["v"])] = ""
    columns: Annotated[
        tuple[str, ...],
        Meta(description="What is told of each ticket; none: what there is room for.", examples=["number", "subject"]),
    ] = ()
    group: Annotated[str, Meta(description=f"What tickets are put together by: {', '.join(GROUPS)}.")] = ""


class ConnectionSetting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What you alone say of a connection of the desk."""

    password_command: Annotated[
        str, Meta(description="A command whose first line is the secret; run without a shell.", examples=["pass rt"])
    ] = ""


class Confirm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What asks before it is done."""

    bulk: Annotated[
        int, Meta(description="Ask before a command changes more tickets than this; 0 never asks.", ge=0, le=1_000_000)
    ] = 20
    discard: Annotated[bool, Meta(description="Ask before a draft is thrown away.")] = True
    merge: Annotated[bool, Meta(description="Ask before tickets are merged.")] = True
    quit: Annotated[bool, Meta(description="Ask before the console closes.")] = False


class Notify(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the console draws attention to itself when somebody wrote. It never takes the focus."""

    bell: Annotated[bool, Meta(description="Ring the terminal's bell.")] = False
    message: Annotated[
        Literal["", "osc9", "osc777"],
        Meta(
            description="A message on the desktop, by the sequence that your terminal knows: osc9 (iTerm2, kitty, "
            "Windows Terminal, WezTerm) or osc777 (foot, urxvt, Ghostty); none when empty."
        ),
    ] = ""
    query: Annotated[str, Meta(description="For which tickets with something unread.")] = "assignee:me"
    chats: Annotated[bool, Meta(description="Also for chats of your teams that wait and that nobody has yet.")] = True
    quiet: Annotated[
        str,
        Meta(
            description="Hours without a sound, in your zone.",
            examples=["18:00-08:30"],
            pattern=r"^$|^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$",
        ),
    ] = ""

    def speaks(self, clock: str) -> bool:
        """Whether anything is to be heard or seen when the clock in the person's zone says *clock*, like `09:30`."""
        if not (self.bell or self.message):
            return False
        begins, dash, ends = self.quiet.partition("-")
        if not dash:
            return True
        within = begins <= clock < ends if begins <= ends else clock >= begins or clock < ends
        return not within


class Llm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The language model that drafts replies for you to check. Nothing is sent anywhere while there is no url."""

    url: Annotated[
        str,
        Meta(
            description="Where it answers as OpenAI's chat completions do; https, or this machine. Off when empty.",
            examples=["http://localhost:11434/v1"],
        ),
    ] = ""
    model: Annotated[str, Meta(description="The model's name there.", examples=["qwen3:8b"])] = ""
    password_command: Annotated[
        str, Meta(description="A command whose first line is its key; run without a shell.", examples=["pass llm"])
    ] = ""
    seconds: Annotated[float, Meta(description="Seconds that it may take for a draft.", ge=1, le=600)] = 60


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A desk by a name, and what is otherwise there; what is empty is as everywhere."""

    desk: Annotated[str, Meta(description="The desk it opens.", examples=["~/acme.desk"])] = ""
    me: Annotated[str, Meta(description="Your handle there.")] = ""
    theme: Annotated[str, Meta(description="The theme there, so that you see where you are.")] = ""
    keymap: Annotated[str, Meta(description="The keymap there.")] = ""
    start_view: Annotated[str, Meta(description="The view the console opens on there.")] = ""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All settings. Paths may begin with ~."""

    me: Annotated[str, Meta(description="Your handle in the desk, as in its list of agents.", examples=["dana"])] = ""
    desk: Annotated[
        str, Meta(description="The desk to open; --desk and $SUPPORTTERM_DESK win.", examples=["~/acme.desk"])
    ] = ""
    theme: Annotated[str, Meta(description="A theme by name; `supportterm themes` lists them.")] = "terminal"
    keymap: Annotated[str, Meta(description="A keymap by name: default, vim, emacs, or one of your own.")] = "default"
    editor: Annotated[
        str, Meta(description="The editor for long texts; $VISUAL or $EDITOR when empty.", examples=["nvim"])
    ] = ""
    opener: Annotated[
        str, Meta(description="The program that opens attachments; the system's own when empty.", examples=["xdg-open"])
    ] = ""
    zone: Annotated[
        str, Meta(description="The time zone times are shown in; the machine's when empty.", examples=["Europe/Berlin"])
    ] = ""
    mouse: Annotated[
        bool,
        Meta(description="Take mouse clicks; off leaves them to the terminal, as always in GNU screen."),
    ] = True
    screen_reader: Annotated[
        bool, Meta(description="For a screen reader: one thing at a time, in words, the cursor on the line one is at.")
    ] = False
    start_view: Annotated[str, Meta(description="The view the console opens on; what was open last when empty.")] = ""
    undo_window: Annotated[
        float, Meta(description="Seconds that a reply waits before it leaves, so that it can be undone.", ge=0, le=3600)
    ] = 10
    program_seconds: Annotated[
        float, Meta(description="Seconds that a program may take which is given tickets.", gt=0, le=3600)
    ] = 60
    hook_seconds: Annotated[
        float, Meta(description="Seconds that a hook may take, a program of yours that follows events.", gt=0, le=600)
    ] = 10
    dial: Annotated[
        tuple[str, ...],
        Meta(
            description="The program that dials, and its arguments; {number} is what is dialled. The number is shown "
            "where there is none.",
            examples=["linphonecsh", "dial", "{number}"],
        ),
    ] = ()
    webhook_hosts: Annotated[
        tuple[str, ...],
        Meta(
            description="Hosts, addresses and networks in here that webhooks may reach; what is not named they reach "
            "only where everybody does.",
            examples=["ci.intranet", "10.1.0.0/16"],
        ),
    ] = ()
    confirm: Annotated[Confirm, Meta(description="What asks before it is done.")] = Confirm()
    notify: Annotated[Notify, Meta(description="What tells you that somebody wrote meanwhile.")] = Notify()
    llm: Annotated[Llm, Meta(description="A language model that drafts replies, for you to check.")] = Llm()
    views: Annotated[
        dict[str, ViewSetting], Meta(description="Views of your own, by name, beside those of the desk.")
    ] = msgspec.field(default_factory=dict)

    profiles: Annotated[
        dict[str, Profile], Meta(description="Desks by name, for `--profile`, $SUPPORTTERM_PROFILE and `switch`.")
    ] = msgspec.field(default_factory=dict)

    connections: Annotated[
        dict[str, ConnectionSetting], Meta(description="What you alone say of the desk's connections, by name.")
    ] = msgspec.field(default_factory=dict)

    def under(self, profile: str) -> "Settings":
        """As they are under a profile; with none, as they are. Raises LookupError with a sentence."""
        if not profile:
            return self
        if profile not in self.profiles:
            there = f"there are {', '.join(self.profiles)}" if self.profiles else "config.yaml names none"
            raise LookupError(f"there is no profile {profile!r}{did_you_mean(profile, self.profiles) or f'; {there}'}")
        given = msgspec.structs.asdict(self.profiles[profile])
        return msgspec.structs.replace(self, **{name: value for name, value in given.items() if value})

    def password_commands(self) -> dict[str, str]:
        """The password_command of each connection that has one, and that of the language model under `LLM`."""
        every = {name: c.password_command for name, c in self.connections.items()}
        return {name: line for name, line in {**every, LLM: self.llm.password_command}.items() if line}

    def own_views(self) -> tuple[View, ...]:
        """The person's own views, in the order written."""
        return tuple(
            View(name, v.title or name, v.query, v.order, v.key, v.columns, v.group) for name, v in self.views.items()
        )


def load(file: Path | None = None, here: Paths | None = None) -> Settings:
    """The settings in *file*, by default config.yaml; the defaults when there is none. Raises ConfigError."""
    here = here or paths()
    file = file or here.settings
    if not file.exists():
        return Settings()
    table = read(file)
    problems = Problems()
    settings = build(table, Settings, problems)
    _check_values(table, here, problems)
    problems.raise_any()
    assert settings is not None  # build says why when it gives nothing
    return settings


def check(path: str = "", here: Paths | None = None) -> list[str]:
    """The mistakes in the file at *path*, a line each; without one, in config.yaml, own themes, keymaps and macros."""
    here = here or paths()
    file = Path(path).expanduser() if path else None
    if file is not None and not file.exists():
        return [f"{file}: there is no such file"]
    problems = _mistakes(lambda: load(file, here))
    return problems if file is not None else [*problems, *_own_files(here)]


def _own_files(here: Paths) -> list[str]:
    from supportterm.config.keymap_file import load_path
    from supportterm.config.macros import load_macros
    from supportterm.config.own_commands import load_own
    from supportterm.config.themes import read_theme

    readers: tuple[tuple[str, Callable[[Path], object]], ...] = (
        ("themes", read_theme),
        ("keymaps", lambda file: load_path(file, here)),
        ("macros", load_macros),
        ("commands", load_own),
    )
    return [
        problem
        for folder, reader in readers
        for file in sorted((here.config / folder).glob("*.yaml"))
        for problem in _mistakes(partial(reader, file))
    ]


def _mistakes(read_it: Callable[[], object]) -> list[str]:
    try:
        read_it()
    except ConfigError as e:
        return [str(problem) for problem in e.errors]
    return []


def explained(settings: Settings | None = None) -> list[str]:
    """Every setting with its value and what it is for, as YAML that could stand in config.yaml."""
    return list(_explained(load() if settings is None else settings, ""))


def schema() -> dict[str, Any]:
    """JSON schema of config.yaml, for editors."""
    return msgspec.json.schema(Settings)


def _explained(values: msgspec.Struct, indent: str) -> list[str]:
    lines: list[str] = []
    for key in keys_of(type(values)):
        value = getattr(values, key.name)
        lines.append(f"{indent}# {key.meta.description}")
        if isinstance(value, msgspec.Struct):
            lines += [f"{indent}{key.name}:", *_explained(value, indent + "  ")]
        elif isinstance(value, dict) and value:
            lines.append(f"{indent}{key.name}:")
            for name, inner in value.items():
                lines += [f"{indent}  {_written(name)}:", *_explained(inner, indent + "    ")]
        else:
            lines.append(f"{indent}{key.name}: {_shown(value)}")
    return lines


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_written, value))}]"
    return _written(value)


def _written(value: Any) -> str:
    """A scalar as YAML; texts in JSON's quotes, which YAML reads too."""
    return msgspec.json.encode(value).decode()


def _check_values(table: Table, here: Paths, problems: Problems) -> None:
    """What only the rest of the world can tell: names of themes, zones, orders, and queries."""
    _check_looks(table, here, problems)
    profiles = table.get("profiles")
    for entry in profiles.entries if isinstance(profiles, Table) else ():
        if isinstance(entry.value, Table):
            _check_looks(entry.value, here, problems)
    zone = table.get("zone")
    if isinstance(zone, Text) and zone.value and not _is_zone(zone.value):
        problems.error(zone.place, f"there is no time zone {zone.value!r}; write it like Europe/Berlin")
    notify = table.get("notify")
    if isinstance(notify, Table):
        _check_query(notify.get("query"), problems)
    views = table.get("views")
    for entry in views.entries if isinstance(views, Table) else ():
        if isinstance(entry.value, Table):
            _check_view(entry.value, problems)


def _check_looks(table: Table, here: Paths, problems: Problems) -> None:
    for key, kind in (("theme", "themes"), ("keymap", "keymaps")):
        node = table.get(key)
        if isinstance(node, Text) and node.value and node.value not in (known := names(kind, here)):
            hint = did_you_mean(node.value, known) or f"; there are {', '.join(known)}"
            problems.error(node.place, f"there is no {key} {node.value!r}{hint}")


def _check_view(view: Table, problems: Problems) -> None:
    order = view.get("order")
    if isinstance(order, Text):
        try:
            parse_order(order.value)
        except ValueError as e:
            problems.error(order.place, str(e))
    _check_query(view.get("query"), problems)
    columns, group = view.get("columns"), view.get("group")
    told = [item for item in columns.items if isinstance(item, Text)] if isinstance(columns, Items) else []
    wrong = [(item, wrong_column(item.value)) for item in told]
    if isinstance(group, Text):
        wrong.append((group, wrong_group(group.value, order.value if isinstance(order, Text) else "")))
    for node, words in wrong:
        if words:
            problems.error(node.place, words)


def _check_query(query: object, problems: Problems) -> None:
    from supportterm.core.query import QueryError, parse

    if isinstance(query, Text):
        try:
            parse(query.value)
        except QueryError as e:
            problems.error(query.place, f"in the query: {e}")


def _is_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return False
    return True

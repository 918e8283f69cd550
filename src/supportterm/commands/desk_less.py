"""Commands that need no desk: `keys`, `themes`, `config`, `demo`, `completion`, `version`."""

from collections.abc import Iterable
from pathlib import Path as FilePath
from typing import Annotated

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import TEXT, Completion, Count, Path, choice
from supportterm.commands.look_names import KeymapName, ThemeName
from supportterm.commands.registry import CONSOLE, SHELL, command
from supportterm.config.marked import ConfigError
from supportterm.core.refusal import Refused


def _topics(prefix: str, call: Call) -> Iterable[Completion]:
    """What can be explained: the query language, and commands by their first word."""
    from supportterm.commands.registry import every_here

    here = every_here(CONSOLE if call.console_or_none is not None else SHELL)
    tops = {one.name.partition(" ")[0]: one.summary for one in here if " " not in one.name}
    there = {"query": "how lists are narrowed and searched", **tops}
    return (Completion(topic, note) for topic, note in there.items() if topic.startswith(prefix))


Lesson = Annotated[str, choice("what", "begin", "skip", "stop")]
Topic = Annotated[str, TEXT._replace(name="topic", complete=_topics)]
ShellName = Annotated[str, choice("shell", "bash", "zsh", "fish")]


@command("keys", group="console", examples=("keys", "keys vim", "keys --check mine.yaml", "keys --markdown > keys.md"))
def keys(call: Call, name: KeymapName = "", *, check: bool = False, markdown: bool = False) -> Outcome:
    """Print the keys as they really are: those in use, or those of a keymap.

    `--check` tells instead what is wrong or doubtful in a keymap, by name or by file, with line and column: mistakes,
    keys that hide others or can't be reached, keys that not every terminal can send, command lines that can't run.
    Without a name it looks at all of yours and at the one you use.
    """
    from supportterm.commands.cheatsheet import check as mistakes
    from supportterm.commands.cheatsheet import chosen, named, sheet

    if check:
        problems = mistakes(name)
        return Outcome(lines=problems or ["no problem in these keys"], ok=not problems)
    if call.console_or_none is not None and not name:
        return sheet(call.console.itself.keys_in_use(), markdown=markdown)
    return sheet(named(name or chosen()), markdown=markdown)


@command("themes", faces=(SHELL,), group="console", examples=("themes", "themes --preview", "themes nord --preview"))
def themes(call: Call, name: ThemeName = "", *, preview: bool = False) -> Outcome:
    """List the themes, or look at them.

    --preview draws a piece of the console in each, or in the one that is named.
    """
    from supportterm.config.themes import available, load_theme

    try:
        found = (load_theme(name),) if name else available()
    except (LookupError, ConfigError) as error:
        raise Refused(str(error.args[0])) from None
    lines = [f"{t.name:<18} {t.title}" for t in found]
    if preview:
        from supportterm.commands.theme_preview import drawn

        lines = [line for theme in found for line in drawn(theme)]
    return Outcome(records=[{"name": t.name, "title": t.title, "dark": t.dark} for t in found], lines=lines)


@command("config path", faces=(SHELL,), group="console")
def config_path(call: Call) -> Outcome:
    """Say where the configuration, the desk and the logs lie."""
    from supportterm.config.paths import paths

    here = paths()
    found = {"settings": here.settings, "desk": call.desk_path, "macros": here.macros, "state": here.state}
    return Outcome(
        records=[{name: str(path) for name, path in found.items()}],
        lines=[f"{name:<10} {path}{'' if path.exists() else '  (not there yet)'}" for name, path in found.items()],
    )


@command("profiles", group="console", examples=("profiles", "profiles --json | jq -r .desk"))
def profiles(call: Call) -> Outcome:
    """List your profiles: the desks that `--profile NAME` and, in the console, `switch NAME` open."""
    from supportterm.config.settings import load

    found = load().profiles
    here = call.desk_path.resolve() if call.console_or_none is not None else None
    return Outcome(
        "" if found else "there are no profiles; `profiles` in config.yaml names them",
        records=[{"name": name, "desk": p.desk or None, "me": p.me or None} for name, p in found.items()],
        lines=[
            f"{name:<12} {p.desk or '(the usual desk)'}{f' as {p.me}' if p.me else ''}"
            + ("  (here)" if here is not None and FilePath(p.desk).expanduser().resolve() == here else "")
            for name, p in found.items()
        ]
        or None,
    )


@command("config check", faces=(SHELL,), group="console")
def config_check(call: Call, path: Path = "") -> Outcome:
    """Check config.yaml: each mistake with its line and column."""
    from supportterm.config.settings import check

    problems = check(path)
    return Outcome(lines=problems or ["the configuration is in order"], ok=not problems)


@command("config show", faces=(SHELL,), group="console")
def config_show(call: Call) -> Outcome:
    """Print every setting with its value and what it is for."""
    from supportterm.config.settings import explained

    return Outcome(lines=explained())


@command("completion", faces=(SHELL,), group="console", examples=("completion bash >> ~/.bashrc",))
def completion(call: Call, shell: ShellName) -> Outcome:
    """Print what makes a shell complete supportterm's commands, tickets, people and tags."""
    from supportterm.commands.shells import SCRIPTS

    return Outcome(lines=SCRIPTS[shell].splitlines())


@command("demo", faces=(SHELL,), group="console", examples=("demo", "demo --size 100000 --at big.desk"))
def demo(call: Call, *, size: Count = 0, at: Path = "", keep: bool = False) -> Outcome:
    """Open the console on a lively throwaway desk.

    It takes the place of the last one, or stands beside it while somebody is at that; `--keep` goes on with the last
    one. `--size N` makes a desk of N tickets instead, for benchmarks: at `--at`, else `--desk`, else in this folder.
    """
    from supportterm.commands.demo_desk import make_sized, open_demo

    return make_sized(call, size, at) if size else open_demo(call, keep=keep, at=at)


@command("tutor", group="console", examples=("tutor", "tutor skip"))
def tutor(call: Call, what: Lesson = "begin") -> Outcome:
    """Learn the console by doing, on a desk where nothing is real.

    Each step is checked when you do it. `skip` goes on to the next, `stop` sends the tutor away.
    """
    if call.console_or_none is None:
        if what != "begin":
            raise Refused(f"`tutor {what}` works in the console only")
        from supportterm.commands.demo_desk import open_tutor

        return open_tutor()
    call.console.tutor(what)
    return Outcome()


@command("help", group="console", examples=("help", "help escalate", "help query"))
def help_(call: Call, topic: Topic = "") -> Outcome:
    """Explain a command, or the query language with `help query`."""
    if call.console_or_none is not None and not topic:
        call.console.help()
        return Outcome()
    from supportterm.commands.manual import page

    return Outcome(lines=page(topic, console=call.console_or_none is not None, columns=call.columns))

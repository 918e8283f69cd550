"""`--help` and `help`: pages made from the commands themselves."""

from collections.abc import Iterator

from supportterm.commands.call import Hung
from supportterm.commands.reading import hung
from supportterm.commands.registry import SHELL, Command, Parameter, every, every_here, find
from supportterm.commands.usage import Usage
from supportterm.core.refusal import Refused

GROUPS = {
    "tickets": "Tickets",
    "knowledge": "Knowledge base",
    "files": "Files",
    "desk": "The desk",
    "sync": "Mail and other help desks",
    "console": "Everything else",
    "own": "Your own",
}

_WIDTH = 88


def page(topic: str, *, console: bool = False, columns: int | None = None) -> list[str]:
    """The page about *topic*: a command, a command's family, `query`, or everything with an empty one.

    *console* words commands as they are typed after `:`, and leaves it to the console to part the lines; else they are
    parted for a terminal of *columns*.
    """
    words = topic.split()
    if not words:
        return list(hung(_contents(), columns))
    lines = list(_query() if words == ["query"] else _about(topic, words, console))
    return lines if console else list(hung(lines, min(_WIDTH, columns or _WIDTH)))


def _about(topic: str, words: list[str], console: bool) -> Iterator[str]:
    family = [c for c in every(SHELL) if c.name.startswith(f"{words[0]} ")]
    try:
        found, size = find(words)
    except Refused:
        if not family or len(words) > 1:
            raise
        for one in family:
            yield from (*_page(one, console), "")
        return
    if found.name == "connect" and size + 1 == len(words) and _is_backend(words[-1]):
        yield from (*_page(found, console), "", *_settings(words[-1]))
        return
    if size < len(words):
        raise Usage(f"there is no command {topic!r}")
    yield from _page(found, console)
    for one in family:
        if one is not found:
            yield from ("", *_page(one, console))


def _is_backend(word: str) -> bool:
    from supportterm.backends.registry import names

    return word in names()


def _settings(backend: str) -> Iterator[str]:
    """What `connect` asks for, and what else can be set."""
    from supportterm.backends.registry import driver

    kind = driver(backend)
    yield f"Settings of {kind.title}, as KEY=VALUE; without * they need not be set"
    for one in kind.settings:
        usual = f"Usually {one.default}." if one.default else ""
        among = f"One of {', '.join(one.choices)}." if one.choices else ""
        said = " ".join(filter(None, (one.question, f"{one.help}." if one.help else "", among, usual)))
        yield Hung.of(f"  {f'{one.name}{one.required * chr(42)}':<22} {said}", 25)
    if kind.secret:
        yield ""
        yield f"Its {kind.secret} is asked for, or read from standard input with `--secret`."


def usage(found: Command) -> str:
    """`reply TICKET [TEXT…] [--solve] [--cc TEXT]`"""
    parts = [found.name, *(_placeholder(p) for p in found.positionals), *(_option(p) for p in found.options)]
    return " ".join(parts)


def _placeholder(parameter: Parameter) -> str:
    word = parameter.name.upper() + ("…" if parameter.kind.many else "")
    return word if parameter.required else f"[{word}]"


def _option(parameter: Parameter) -> str:
    text = f"--{parameter.name}" + ("" if parameter.flag else f" {parameter.kind.name.upper()}")
    return text if parameter.required else f"[{text}]"


def _contents() -> Iterator[str]:
    yield "supportterm — a help desk that lives in the terminal"
    yield ""
    yield "  supportterm                    open the console"
    yield "  supportterm demo               open it on a lively throwaway desk"
    yield "  supportterm COMMAND …          do one thing and leave"
    there = list(every_here(SHELL))
    for group, title in GROUPS.items():
        if lines := [Hung.of(f"  {one.name:<18} {one.summary}", 21) for one in there if one.group == group]:
            yield from ("", title, *lines)
    yield ""
    yield "For all commands"
    yield "  --json             print one JSON object a line, with stable names"
    yield "  --desk FILE        use this desk; else $SUPPORTTERM_DESK, else the one in config.yaml"
    yield Hung.of(
        "  --profile NAME     the desk and settings of a profile of config.yaml; else $SUPPORTTERM_PROFILE", 21
    )
    yield "  --me HANDLE        act as this agent"
    yield "  --screen-reader    open the console for a screen reader"
    yield "  --help             explain a command: supportterm COMMAND --help"
    yield "  --version"
    yield ""
    yield Hung.of("Exit status: 0 done, 1 the answer is no or it could not be done, 2 the words were wrong.", 0)
    yield Hung.of("`supportterm help query` explains the query language; in the console, `?` shows every key.", 0)


def _page(found: Command, console: bool) -> Iterator[str]:
    """As it is typed in the shell; as it is typed in the console for who asks there, or where only that has it."""
    lead = ":" if console or SHELL not in found.faces else "supportterm "
    yield f"{lead}{found.name} — {found.summary[:1].lower()}{found.summary[1:]}"
    yield ""
    yield Hung.of(f"  {lead}{usage(found)}", 6)
    body = found.doc.partition("\n\n")[2]
    for paragraph in filter(str.strip, body.split("\n\n")):
        yield ""
        yield Hung.of(" ".join(paragraph.split()), 0)
    if found.examples:
        yield ""
        yield "Examples"
        yield from (f"  {e}" if "| supportterm " in e else f"  {lead}{e}" for e in found.examples)
    if found.aliases:
        yield ""
        yield f"Also: {', '.join(found.aliases)}"


def _query() -> Iterator[str]:
    from supportterm.core.query.fields import FIELDS

    yield "A query is words and terms; all of them must hold."
    yield ""
    yield '  status:open priority:>=high assignee:me tag:billing "charged twice" -refund'
    yield ""
    yield '  a word         somebody wrote it; "two words" as a phrase'
    yield "  -term          not"
    yield "  a OR b         either; group with ( )"
    yield "  field:a,b      any of these"
    yield "  field:>=x      also >, <, <=; created:2026-01-01..2026-02-01 is a span"
    yield ""
    for name in sorted({f.name for f in FIELDS.values()}):
        field = FIELDS[name]
        yield f"  {'  '.join(field.examples)}"
        yield Hung.of(f"      {field.doc}", 6)

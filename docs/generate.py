"""Write the pages that are made from the code: keys, commands, the query language, the settings, the backends, and
the schema of desk files.

python docs/generate.py [PAGE…]    write them, or those named
python docs/generate.py --check    exit 1 when one is not what it would be
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from supportterm.backends.abilities import abilities
from supportterm.backends.protocol import Capabilities, Driver, Proof, Setting
from supportterm.backends.registry import SHIPPED, driver
from supportterm.backends.words import evidence, hearing, lost_answer, overwriting, span, talks
from supportterm.commands.cheatsheet import named, sheet
from supportterm.commands.elsewhere import ZENDESK
from supportterm.commands.manual import GROUPS, page, usage
from supportterm.commands.registry import every, find
from supportterm.config.desk_shape import schema_text
from supportterm.config.settings import Settings, explained
from supportterm.core import actions
from supportterm.core.abilities import cannot_words
from supportterm.core.hooks import EVENTS as HOOK_EVENTS
from supportterm.core.metrics import METRICS, figures
from supportterm.core.rules import EVENTS

HERE = Path(__file__).parent
PARTS = HERE / "parts"
NOTICE = "<!-- made by docs/generate.py; edit the code it is made from -->"


def keys() -> Iterator[str]:
    yield from sheet(named("default"), markdown=True).lines or ()


def commands() -> Iterator[str]:
    yield "# Commands"
    yield ""
    yield "The same in a shell (`supportterm COMMAND …`), on the console's `:` line, in keymaps and in macros. In the"
    yield "console the tickets are those selected, or the one under the cursor; in a shell they are numbers: `12`,"
    yield "`12,15` or `12-20`. Every command of the shell takes `--json`."
    yield ""
    yield "A command ends with 0 when it is done; with 1 when the answer is no, or it could not be done: a file with"
    yield "mistakes is that too (settings, a keymap, a desk file); with 2 when its own words were wrong, and with 130"
    yield "when it was interrupted."
    for group, title in GROUPS.items():
        there = [one for one in every() if one.group == group]
        if there:
            yield from ("", f"## {title}")
        for one in there:
            where = "" if len(one.faces) > 1 else f" *({one.faces[0]} only)*"
            yield from ("", f"### {one.name}{where}", "", f"`{usage(one)}`", "", one.doc)
            yield from (f"    {example}" if n else f"\n    {example}" for n, example in enumerate(one.examples))
    yield ""
    yield from elsewhere()


def elsewhere() -> Iterator[str]:
    """What Zendesk calls things, as a table."""
    yield "## What Zendesk calls it"
    yield ""
    yield "In the console `?`, the palette and `:` find each of these words."
    yield ""
    yield "| there | here | |"
    yield "|---|---|---|"
    for one in ZENDESK:
        line = f"`{one.line}{'…' if one.line.endswith('=') else ''}`" if one.line else "–"
        yield f"| {', '.join(one.words)} | {line} | {one.says.replace('|', chr(92) + '|')} |"


def query() -> Iterator[str]:
    yield "# The query language"
    yield ""
    yield "One language for views, `/`, `:filter` and the shell."
    yield ""
    yield "```"
    yield from page("query")
    yield "```"


def settings() -> Iterator[str]:
    yield "# Settings"
    yield ""
    yield "`config.yaml`; `supportterm config path` says where, `supportterm config check` finds mistakes."
    yield ""
    yield "```yaml"
    yield from explained(Settings())
    yield "```"


def metrics() -> Iterator[str]:
    yield from (PARTS / "metrics.md").read_text(encoding="utf-8").splitlines()
    for metric in METRICS:
        named = ", ".join(f"`{figure.name}`" for figure in figures() if figure.metric is metric)
        yield from ("", f"## {metric.title}", "", metric.words, "", f"Source: {metric.source}.", "")
        yield f"In JSON and CSV, {'a number' if metric.unit != 'percent' else 'in a hundred'}: {named}."


def rules() -> Iterator[str]:
    yield from (PARTS / "rules.md").read_text(encoding="utf-8").splitlines()
    yield ""
    yield from (f"* `{event}`: {words}" for event, words in EVENTS.items())
    about = "Commands as they are typed, without the ticket. `take` and `me` are for macros, which somebody uses."
    yield from ("", "## What a rule does", "", about, "")
    for name in actions.NAMES:
        summary = find([name])[0].summary
        yield f"* `{actions.usage(name)}`: {summary[0].lower()}{summary[1:]}"


def hooks() -> Iterator[str]:
    yield from (PARTS / "hooks.md").read_text(encoding="utf-8").splitlines()
    yield from ("", "## Events", "")
    yield from (f"* `{event}`: {words}" for event, words in HOOK_EVENTS.items())


def backends() -> Iterator[str]:
    """Of the drivers that are shipped alone, whatever is installed where this runs."""
    shipped = [driver(name) for name in SHIPPED]
    there = [d for d in shipped if talks(d.capabilities)]
    beside = [d for d in shipped if not talks(d.capabilities)]
    yield from (PARTS / "backends.md").read_text(encoding="utf-8").splitlines()
    yield from ("", *_table(there, [field for field in CAPABILITIES if field != "people"]), "", PROOF)
    yield from ("", *(PARTS / "beside.md").read_text(encoding="utf-8").splitlines(), "")
    yield from _table(beside, ("people", "articles", "guard", "marker"))
    yield from ("", "## What each promises")
    for d in there:
        yield from ("", f"**{d.title}**", "")
        known = evidence(d.proof.get("marker", "read"))
        yield f"- The answer to what was sent is lost: {lost_answer(d.capabilities)}; {known}."
        yield f"- Somebody else changed the same: {overwriting(d.capabilities)}."
        yield f"- News: {hearing(d.capabilities)}."
        if cannot := cannot_words(abilities(d.capabilities)):
            yield f"- What can't be done from here: {cannot}."
    for d in (d for d in beside if d.capabilities.articles != "none"):
        yield from ("", f"**{d.title}**", "")
        if d.capabilities.articles == "write":
            known = evidence(d.proof.get("marker", "read"))
            yield f"- The answer to what was sent is lost: {lost_answer(d.capabilities)}; {known}."
            yield f"- Somebody else changed the same: {overwriting(d.capabilities)}."
        else:
            yield f"- Nothing is written there; its articles are read: {evidence(d.proof.get('articles', 'read'))}."
        yield f"- News: its articles are looked through every {span(d.capabilities.poll)}."
    yield from ("", "## What `connect` asks for")
    for d in shipped:
        yield from ("", f"`supportterm connect {d.name}`, and the {d.secret}:", "")
        yield from ("| | | when nothing is said |", "|---|---|---|")
        yield from (f"| `{s.name}` | {_setting(s)} | {_default(s)} |" for s in d.settings)
    yield ""
    yield from (PARTS / "own_backend.md").read_text(encoding="utf-8").splitlines()
    yield from (
        "",
        "```python",
        *(HERE / "examples" / "folder_desk.py").read_text(encoding="utf-8").splitlines(),
        "```",
    )


def _table(drivers: Sequence[Driver], fields: Iterable[str]) -> Iterator[str]:
    yield f"| | {' | '.join(d.title for d in drivers)} |"
    yield f"|---|{'---|' * len(drivers)}"
    for field in fields:
        cells = (_cell(field, d.capabilities, d.proof.get(field, "read")) for d in drivers)
        yield f"| {CAPABILITIES[field]} | {' | '.join(cells)} |"


CAPABILITIES = {
    "feed": "How changes are found",
    "deletes": "How it is known that a ticket is gone",
    "guard": "What keeps a change from overwriting another's",
    "marker": "How a lost answer is cleared up",
    "tickets": "Tickets live there",
    "open_tickets": "Open tickets",
    "reply": "Reply",
    "note": "Internal notes",
    "forward": "Forward",
    "fields": "Set fields",
    "tags": "Tags",
    "merge": "Merge",
    "files_up": "Send files",
    "files_down": "Fetch files",
    "search": "Search there",
    "articles": "Articles",
    "people": "Look people up",
    "history": "Changes of the past",
    "push": "News come at once",
}
"""What a row of the table is about, by the name of the capability."""

VALUES = {
    "feed": {"cursor": "from an exact place on", "since": "since a moment, with an overlap", "walk": "all is walked"},
    "deletes": {"feed": "told with the changes", "scan": "by looking through all"},
    "guard": {"atomic": "refused there", "checked": "looked at before", "reread": "looked at afterwards",
              "looked": "looked at right before"},
    "marker": {"key": "a key that is known there", "stored": "our mark is found there"},
    "tags": {"delta": "add and take away", "replace": "as a whole"},
    "articles": {"write": "read and write", "read": "read"},
}
MARKS = {"real server": "●", "specification": "◐", "read": "○"}
PROOF = (
    "● tried against a real server by the tests; ◐ tried against the vendor's specification; "
    "○ only read in its documents."
)


def _cell(field: str, capabilities: Capabilities, proof: Proof) -> str:
    """What a driver can, and how that is known; a dash for what it can't, which needs no proof."""
    value = getattr(capabilities, field)
    if value in (False, "none") or value == frozenset():
        return "–"
    words = (
        "yes" if value is True else ", ".join(sorted(value)) if isinstance(value, frozenset) else VALUES[field][value]
    )
    return f"{MARKS[proof]} {words}"


def _setting(setting: Setting) -> str:
    return f"{setting.question} {setting.help}".strip().replace("|", "\\|")


def _default(setting: Setting) -> str:
    if setting.made:
        return "one is made at random"
    if not setting.default:
        return "it must be given" if setting.required else ""
    return f"`{setting.default}`" + ("" if setting.ask else " (never asked for)")


def desk_schema() -> Iterator[str]:
    yield from schema_text().splitlines()


PAGES = {
    "keys.md": keys,
    "commands.md": commands,
    "query.md": query,
    "settings.md": settings,
    "metrics.md": metrics,
    "rules.md": rules,
    "hooks.md": hooks,
    "backends.md": backends,
    "desk.schema.json": desk_schema,
}


def text(name: str) -> str:
    notice = [NOTICE, ""] if name.endswith(".md") else []  # JSON has no comments
    return "\n".join([*notice, *PAGES[name](), ""])


def main() -> int:
    wanted = [word for word in sys.argv[1:] if word in PAGES] or list(PAGES)
    stale = [n for n in wanted if not (HERE / n).exists() or (HERE / n).read_text(encoding="utf-8") != text(n)]
    if "--check" in sys.argv[1:]:
        for name in stale:
            print(f"docs/{name} is not what docs/generate.py makes; run it")
        return 1 if stale else 0
    for name in stale:
        (HERE / name).write_text(text(name), encoding="utf-8")
        print(f"docs/{name} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Write the pages that are made from the code: keys, commands, the query language, the settings.

python docs/generate.py            write them
python docs/generate.py --check    exit 1 when one is not what it would be
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from supportterm.commands.cheatsheet import sheet
from supportterm.commands.manual import GROUPS, page, usage
from supportterm.commands.registry import every
from supportterm.config.settings import Settings, explained

HERE = Path(__file__).parent
NOTICE = "<!-- made by docs/generate.py; edit the code it is made from -->"


def keys() -> Iterator[str]:
    yield from sheet("default", markdown=True).lines or ()


def commands() -> Iterator[str]:
    yield "# Commands"
    yield ""
    yield "The same in a shell (`supportterm COMMAND …`), on the console's `:` line, in keymaps and in macros. In the"
    yield "console the tickets are those selected, or the one under the cursor; in a shell they are numbers: `12`,"
    yield "`12,15` or `12-20`. Every command of the shell takes `--json`."
    for group, title in GROUPS.items():
        there = [one for one in every() if one.group == group]
        if there:
            yield from ("", f"## {title}")
        for one in there:
            where = "" if len(one.faces) > 1 else f" *({one.faces[0]} only)*"
            yield from ("", f"### {one.name}{where}", "", f"`{usage(one)}`", "", one.doc)
            yield from (f"    {example}" if n else f"\n    {example}" for n, example in enumerate(one.examples))


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


PAGES = {"keys.md": keys, "commands.md": commands, "query.md": query, "settings.md": settings}


def text(name: str) -> str:
    return "\n".join([NOTICE, "", *PAGES[name](), ""])


def main() -> int:
    stale = [n for n in PAGES if not (HERE / n).exists() or (HERE / n).read_text(encoding="utf-8") != text(n)]
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

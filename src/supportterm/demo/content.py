"""What the demo desk is made of, read from the files beside this one."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

from supportterm.core.nouns import Agent, Article, Field, Organization, Person, Team, Value

CONTENT: Final = Path(__file__).parent / "content"

Said = str | dict[str, Any]


class Thread(msgspec.Struct, frozen=True, rename={"requester": "from"}):
    """A conversation as it is written down: `talk` is a list of one-entry steps, see demo/steps.py."""

    subject: str
    requester: str
    talk: tuple[dict[str, Any], ...]
    age: str
    """How long ago it began: `5m`, `3h`, `12d`."""
    last: str = ""
    """How long ago its last step was; empty: soon after it began."""
    key: str = ""
    """How another thread names it."""
    channel: str = "mail"
    priority: str = "normal"
    tags: tuple[str, ...] = ()
    fields: dict[str, Value] = {}
    draft: str = ""
    """A reply that the agent at the keyboard has begun."""
    calls: dict[str, str] = {}
    """What colleagues note for the agent at the keyboard just before the desk opens, by who."""
    given_by: str = ""
    """The colleague who gives it to the agent at the keyboard just before the desk opens."""
    keys: tuple[str, ...] = ()
    """The keys that the text teaches."""


class Line(msgspec.Struct, frozen=True):
    """What was said in a chat before the desk opened."""

    who: str
    ago: str
    text: str


class Cue(msgspec.Struct, frozen=True):
    """What a customer says by himself, *after* so many seconds of silence."""

    after: int
    say: str


class Chat(msgspec.Struct, frozen=True, rename={"requester": "from"}):
    """A customer who is in the chat, or comes in `begins` seconds after the desk opened."""

    name: str
    requester: str
    subject: str
    said: tuple[Line, ...] = ()
    begins: int = 0
    lines: tuple[Cue, ...] = ()
    answers: tuple[str, ...] = ()
    thanks: tuple[str, ...] = ()
    take: str = ""
    """Handle of the agent who has it already."""
    priority: str = "normal"
    fields: dict[str, Value] = {}


class Template(msgspec.Struct, frozen=True):
    """A question that comes again and again; slots in braces are filled from `Everyday.words`."""

    subject: tuple[str, ...]
    area: str
    asks: tuple[str, ...]
    answer: str
    again: tuple[str, ...]
    tags: tuple[str, ...] = ()
    article: str = ""


class Everyday(msgspec.Struct, frozen=True):
    words: dict[str, tuple[str, ...]]
    templates: tuple[Template, ...]


class Company(msgspec.Struct, frozen=True):
    """People and organizations by the names that the conversations use; their `id` counts from 1."""

    teams: tuple[Team, ...]
    agents: dict[str, Agent]
    fields: tuple[Field, ...]
    organizations: dict[str, Organization]
    places: dict[str, dict[str, Value]]
    """Custom fields that a ticket gets from its organization: region and plan."""
    people: dict[str, Person]


@cache
def company() -> Company:
    from supportterm.demo import declared

    raw = read_content("company")
    organizations: dict[str, Organization] = {}
    places: dict[str, dict[str, Value]] = {}
    for number, (key, row) in enumerate(raw["organizations"].items(), 1):
        name, domain, segment, manager, region, plan, notes = row
        organizations[key] = Organization(number, name, domain, segment, manager, notes)
        places[key] = {"region": region, "plan": plan}
    people = {key: _person(number, organizations, *row) for number, (key, row) in enumerate(raw["people"].items(), 1)}
    return Company(
        teams=declared.teams(),
        agents=declared.agents(),
        fields=declared.fields(),
        organizations=organizations,
        places=places,
        people=people,
    )


@cache
def threads() -> tuple[Thread, ...]:
    """The conversations written by hand; those that teach the keys come first."""
    return tuple(
        thread
        for name in ("tour", "threads_open", "threads_done")
        for thread in msgspec.convert(read_content(name), tuple[Thread, ...])
    )


@cache
def chats() -> tuple[Chat, ...]:
    return msgspec.convert(read_content("chats"), tuple[Chat, ...])


@cache
def everyday() -> Everyday:
    return msgspec.convert(read_content("templates"), Everyday)


@cache
def articles() -> tuple[Article, ...]:
    """The knowledge base: Markdown files, with a YAML head between lines of three dashes."""
    found = []
    for number, path in enumerate(sorted(CONTENT.glob("articles/*/*.md")), 1):
        _, head, body = path.read_text("utf-8").split("---\n", 2)
        about = _load(head)
        found.append(msgspec.convert({**about, "id": number, "slug": path.stem, "body": body}, Article))
    return tuple(found)


def _person(
    number: int, organizations: dict[str, Organization], name: str, at: str | None, title: str, email: str = ""
) -> Person:
    organization = organizations[at] if at else None
    if not email:
        domain = organization.domain if organization else "mailbox.example"
        email = f"{'.'.join(name.lower().split())}@{domain}"
        email = email.translate(_PLAIN)
    return Person(number, name, email, _phone(number), organization.id if organization else None, title)


_PLAIN: Final = str.maketrans("áàâäãåćčéèêëíìîïñóòôöõøšúùûüýž", "aaaaaacceeeeiiiinoooooosuuuuyz")


def _phone(number: int) -> str:
    """A number from the range that is kept free for stories."""
    return f"+44 1632 960{number:03d}"


def read_content(name: str) -> Any:
    return _load((CONTENT / f"{name}.yaml").read_text("utf-8"))


def _load(text: str) -> Any:
    """YAML by the loader in C where there is one: ten times faster, and the demo opens before you look."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, loader)  # a safe loader either way

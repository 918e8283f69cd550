"""People, organizations, articles and definitions are folds of their operations too."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

import msgspec
from msgspec.structs import replace

from supportterm.core.fold import undone_changes
from supportterm.core.nouns import Article, Organization, Person
from supportterm.core.operations import ArticleIs, Define, Operation, OrganizationIs, PersonIs, Undo
from supportterm.core.readers import HOW, is_visibility
from supportterm.core.refusal import Refused
from supportterm.core.terms import ARTICLE_STATES

Definitions = Mapping[tuple[str, str], Mapping[str, object]]
"""(what, name) → spec."""

_TAKEN: Final = ("me", "none", "nobody")
"""Words that stand for somebody else in queries and on command lines."""

NAMES: Final = "use letters, digits and dashes, and none of `me`, `none`, `nobody`"
"""What `is_name` asks for, for people."""

S = TypeVar("S", Person, Organization, Article)


def is_name(text: str) -> bool:
    """Whether an agent, team, macro, view or field can be called so: people type it in queries and commands."""
    return bool(text) and len(text) <= 64 and all(c.isalnum() or c in "-_." for c in text) and text not in _TAKEN


def is_slug(text: str) -> bool:
    """Whether an article can be called so: the name of its file and the end of its address."""
    return bool(text) and len(text) <= 100 and all(c.isalnum() or c == "-" for c in text) and text == text.lower()


def check_article(given: Mapping[str, Any]) -> None:
    """Raises Refused when an article can't have these fields (of `Article`)."""
    if "slug" in given and not is_slug(given["slug"]):
        raise Refused(f"{given['slug']!r} can't be the short name of an article: use small letters, digits and dashes")
    if "visibility" in given and not is_visibility(given["visibility"]):
        raise Refused(f"an article is for {HOW}; not for {given['visibility']!r}")
    if "state" in given and given["state"] not in ARTICLE_STATES:
        raise Refused(f"an article is {' or '.join(ARTICLE_STATES)}, not {given['state']!r}")


def effective(log: Sequence[Operation]) -> list[Operation]:
    """What of *log*, oldest first, has not been undone; undos themselves left out."""
    without = undone_changes(log)
    return [o for o in log if o.change not in without and not isinstance(o.payload, Undo)]


def fold_person(person: Person | None, number: int, operation: Operation) -> Person:
    known = person or Person(number, "")
    return _given(known, operation.payload) if isinstance(operation.payload, PersonIs) else known


def fold_organization(organization: Organization | None, number: int, operation: Operation) -> Organization:
    known = organization or Organization(number, "")
    return _given(known, operation.payload) if isinstance(operation.payload, OrganizationIs) else known


def fold_article(article: Article | None, number: int, operation: Operation) -> Article:
    """Each operation makes a version; an article without a slug is called by its number."""
    known = article or Article(number, f"article-{number}", "", "", version=0)
    if not isinstance(operation.payload, ArticleIs):
        return known
    changed = _given(known, operation.payload)
    if operation.payload.reviewer:
        changed = replace(changed, asked_by=operation.actor)
    elif changed.state != "in-review":
        changed = replace(changed, reviewer="", asked_by="")
    return replace(changed, version=known.version + 1, updated_at=operation.at, author=operation.actor)


def fold_definitions(definitions: Definitions, operations: Iterable[Operation]) -> Definitions:
    """What the desk defines after *operations*; what was taken away is not in it."""
    folded = dict(definitions)
    for operation in operations:
        payload = operation.payload
        if not isinstance(payload, Define):
            continue
        if payload.spec is None:
            folded.pop((payload.what, payload.name), None)
        else:
            folded[payload.what, payload.name] = payload.spec
    return folded


def _given(known: S, payload: msgspec.Struct) -> S:
    """*known* with what *payload* gives; None leaves a field."""
    given: dict[str, Any] = {f: v for f in payload.__struct_fields__ if (v := getattr(payload, f)) is not None}
    return replace(known, **given) if given else known

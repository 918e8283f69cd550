"""`kb`: the knowledge base. Articles are Markdown."""

from collections.abc import Iterable
from typing import Annotated

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kb_review import ShownArticle, named
from supportterm.commands.kinds import ArticleName, Completion, Count, Kind, Line, OneTicket, Path, Text
from supportterm.commands.records import changed, of_article
from supportterm.commands.registry import CONSOLE, SHELL, command
from supportterm.core import verbs
from supportterm.core.article_links import below
from supportterm.core.nouns import Article
from supportterm.core.readers import marks, visibility_of
from supportterm.core.refusal import Refused
from supportterm.core.terms import SEGMENTS, VISIBILITIES


def _visibility(words: list[str], call: Call) -> str:
    return visibility_of(words[0].split(","))


def _visibilities(prefix: str, call: Call) -> Iterable[Completion]:
    before, comma, last = prefix.rpartition(",")
    there = SEGMENTS if comma else (*VISIBILITIES, *SEGMENTS)
    return (Completion(f"{before}{comma}{word}") for word in there if word.startswith(last))


Visibility = Annotated[str, Kind("visibility", _visibility, _visibilities)]


@command("kb list", faces=(SHELL,), group="knowledge", examples=("kb list", "kb list --json | jq -r .slug"))
def list_(call: Call, *, limit: Count = 200) -> Outcome:
    """List articles, newest first."""
    return _listed(call, call.desk.articles("", limit=limit))


@command("kb search", faces=(SHELL,), group="knowledge", examples=("kb search reset password",))
def search(call: Call, text: Text, *, limit: Count = 20) -> Outcome:
    """Search articles, best first."""
    found = call.desk.articles(text, limit=limit)
    if not found and not call.json:
        return Outcome(f"no article holds {text!r}", ok=False)
    return _listed(call, found)


@command("kb show", faces=(SHELL,), group="knowledge", examples=("kb show reset-password",))
def show(call: Call, article: ArticleName) -> Outcome:
    """Show an article."""
    found = call.desk.article(article)
    home = call.desk.article_homes([found]).get(found.id, "")
    facts = [found.section or "no section", found.visibility, found.state, f"at {home}" if home else ""]
    head = [f"# {found.title}", " · ".join(filter(None, facts))]
    if found.reviewer:
        head.append(f"{found.asked_by} asks {found.reviewer} to review it")
    head += [found.remark, ""] if found.remark else [""]
    return Outcome(records=[of_article(found, home)], lines=[*head, *below(found.title, found.body).splitlines()])


@command("kb", faces=(CONSOLE,), contexts=(), group="knowledge")
def pane(call: Call, text: Text = "") -> Outcome:
    """Open the knowledge base, searching for a text."""
    call.console.library.search(text)
    return Outcome()


@command(
    "kb edit",
    group="knowledge",
    examples=(
        "kb edit reset-password",
        "kb edit new-one --title 'New one' -",
        "kb edit a --section Billing",
    ),
)
def edit(
    call: Call,
    article: ShownArticle = "",
    body: Text = "",
    *,
    title: Line = "",
    section: Line = "",
    tags: Line = "",
    visibility: Visibility = "",
) -> Outcome:
    """Edit an article, or make one; without a text or an option in $EDITOR. Every version is kept.

    `--visibility` is public, internal, or segments of customers with commas between: `enterprise,paid`.
    """
    article = named(call, "kb edit", article)
    found = _find(call, article)
    old = found.body if found else ""
    text = body
    if not (body or title or section or tags or visibility):
        text = _edited(call, old)
    if text == old and not (title or section or tags or visibility):
        return Outcome("nothing changed")
    call.desk.put_article(
        id=found.id if found else None,
        slug=found.slug if found else article,
        title=title or (found.title if found else article.replace("-", " ").capitalize()),
        body=text or old,
        section=section or None,
        tags=tuple(t.strip() for t in tags.split(",") if t.strip()) if tags else None,
        visibility=visibility or None,
        state=None if found else "draft",
    )
    return Outcome(f"article {article} {'changed' if found else 'made, a draft: publish it with `kb publish`'}")


@command("kb import", faces=(SHELL,), group="knowledge", examples=("kb import docs/",))
def import_(call: Call, folder: Path) -> Outcome:
    """Import a folder of Markdown files with front matter; importing again updates what changed.

    Front matter may say `title`, `slug`, `section`, `tags`, `visibility` (public, internal, or segments of customers)
    and `state` (draft, in-review, published). What it leaves out: the first heading is the title, the folder the
    section, and everybody reads it at once.
    """
    from supportterm.exchange.articles import import_articles

    report = import_articles(call.desk, folder)
    lines = [report.words, *(f"  {where}: {why}" for where, why in report.bad)]
    bad = [{"where": where, "reason": reason} for where, reason in report.bad]
    record = {"new": report.new, "changed": report.changed, "known": report.known, "bad": bad}
    return Outcome(report.words, records=[record], lines=lines, ok=not report.bad)


@command("link-article", contexts=("queue", "ticket"), group="knowledge", examples=("link-article 12 reset-password",))
def link(call: Call, ticket: OneTicket, article: ArticleName, *, off: bool = False) -> Outcome:
    """Note on a ticket that an article answers it; `--off` takes it away."""
    found = call.desk.article(article)
    return changed(call.desk.change((ticket,), verbs.link_article, article=found.id, link=not off))


def _listed(call: Call, found: tuple[Article, ...]) -> Outcome:
    homes, origins = call.desk.article_homes(found), call.desk.origins(found)
    lines: list[str] = []
    for one in found:
        about = ", ".join(filter(None, (marks(one), origins.get(one.id))))
        lines.append(f"{one.slug:<40} {f'({about}) ' if about else ''}{one.title}")
    records = (of_article(one, homes.get(one.id, "")) for one in found)
    return Outcome(records=records, lines=lines or ["no articles yet: `kb import FOLDER`"])


def _find(call: Call, slug: str) -> Article | None:
    try:
        return call.desk.article(slug)
    except Refused:
        return None


def _edited(call: Call, text: str) -> str:
    edited = call.edit_text(text) if call.edit_text else None
    if edited is None:
        raise Refused("the article was left as it was; give a text, - for standard input, or set $EDITOR")
    return edited

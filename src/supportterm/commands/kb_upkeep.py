"""`kb diff`, `kb check`, `kb stale`, `kb from`: what keeps a knowledge base true."""

from typing import Final

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kb_review import ShownArticle, named
from supportterm.commands.kinds import Count, OneTicket, Word
from supportterm.commands.reading import diff_painted
from supportterm.commands.records import moment
from supportterm.commands.registry import command
from supportterm.core import verbs
from supportterm.core.moments import DAY, moment_words
from supportterm.core.nouns import Message
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role

_EVERY: Final = 1_000_000
"""More articles than a desk has."""


@command("kb diff", group="knowledge", examples=("kb diff a-page", "kb diff a-page --since 3"))
def diff(call: Call, article: ShownArticle = "", *, since: Count = 0) -> Outcome:
    """Show how an article changed since the version before, or since another."""
    from supportterm.core.article_diff import Text, apart

    article = named(call, "kb diff", article)
    versions = call.desk.article_versions(call.desk.article(article).id)
    new = versions[0]
    old = next((v for v in versions if v.version == since), None) if since else next(iter(versions[1:]), None)
    if since and old is None:
        raise Refused(f"{article} has no version {since}; it has 1 to {new.version}")
    if old is None:
        return Outcome(f"{article} has one version, of {moment_words(new.at, call.now, call.zone)}")
    told = apart(*(
        Text(v.title, v.body, f"version {v.version}, {v.author}, {moment_words(v.at, call.now, call.zone)}")
        for v in (old, new)
    ))  # fmt: skip
    record = {"slug": article, "old": old.version, "new": new.version, "at": moment(new.at), "diff": "\n".join(told)}
    return Outcome(records=[record], lines=[diff_painted(line) for line in told] or ["its text is the same"])


@command("kb check", group="knowledge", slow=True, examples=("kb check",))
def check(call: Call) -> Outcome:
    """List links between articles that lead nowhere.

    What lies on other servers is not asked.
    """
    from supportterm.core.article_links import broken

    articles = call.desk.articles("", limit=_EVERY)
    slugs = {article.slug for article in articles}
    found = [(article, one) for article in articles for one in broken(article.body, slugs)]
    if not found:
        return Outcome(f"{len(articles):,} articles, no link that leads nowhere")
    return Outcome(
        f"{len(found):,} links lead nowhere",
        records=[{"slug": article.slug, "link": one.link, "why": one.why} for article, one in found],
        lines=[f"{article.slug}: {one.link}: {one.why}" for article, one in found],
        ok=False,
    )


@command("kb stale", group="knowledge", slow=True, examples=("kb stale", "kb stale --days 365"))
def stale(call: Call, *, days: Count = 180, limit: Count = 50) -> Outcome:
    """List published articles that did not help, or are old.

    They did not help when more readers said so than said that they did; old is what nobody touched for `--days`. Those
    that helped least come first, then the oldest.
    """
    votes = {one.entry.slug: one for one in call.desk.portal.votes(_EVERY)}
    failed = {slug: one.failed for slug, one in votes.items() if one.failed > one.helped}
    before = call.now - days * DAY
    found = [
        article
        for article in call.desk.articles("", limit=_EVERY)
        if article.state == "published" and (article.slug in failed or article.updated_at < before)
    ]
    found.sort(key=lambda article: (-failed.get(article.slug, 0), article.updated_at))
    records = [
        {"slug": a.slug, "title": a.title, "failed": failed.get(a.slug, 0), "updated": moment(a.updated_at)}
        for a in found[:limit]
    ]
    shown = found[:limit]
    widest = max((len(a.slug) for a in shown), default=0)
    lines = [
        f"{f'{failed[a.slug]} no' if a.slug in failed else '':>6}  "
        f"{moment_words(a.updated_at, call.now, call.zone):>14}  {a.slug:<{widest}}  {a.title}"
        for a in shown
    ]
    return Outcome(records=records, lines=lines or ["no article failed, and none is old"])


@command("kb from", contexts=("ticket", "chat"), group="knowledge", examples=("kb from 12", "kb from 12 refunds"))
def from_(call: Call, ticket: OneTicket, slug: Word = "") -> Outcome:
    """Make a draft of an article from the last public answer on a ticket.

    The draft is linked to the ticket. Take out what is about this customer alone, then `kb publish` it.
    """
    from supportterm.exchange.articles import slug_of

    desk = call.desk
    told = desk.timeline(ticket, size=500)
    answer = next((m for m in reversed(told) if isinstance(m, Message) and m.role is Role.REPLY and m.agent), None)
    if answer is None:
        raise Refused(f"nobody has answered {desk.label(ticket)} in public yet")
    subject = desk.ticket(ticket).subject
    name = slug_of(slug or subject) or f"ticket-{ticket}"
    if any(article.slug == name for article in desk.articles("", limit=_EVERY)):
        raise Refused(f"there is an article {name!r} already; give another name: kb from {desk.label(ticket)} NAME")
    with desk.together():
        number = desk.put_article(
            slug=name, title=subject, body=f"## Question\n\n{subject}\n\n## Answer\n\n{answer.body.strip()}",
            tags=desk.ticket(ticket).tags, visibility="internal", state="draft",
        )  # fmt: skip
        desk.change((ticket,), verbs.link_article, article=number)
    return Outcome(f"article {name} made, a draft for colleagues only: `kb edit {name}`, then `kb publish {name}`")

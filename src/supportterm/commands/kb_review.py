"""`kb review`, `kb reviews`, `kb publish`, `kb decline`: an article's way from a draft to its readers."""

from typing import Annotated

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import AGENT, ARTICLE, Line, Text
from supportterm.commands.parse import missing
from supportterm.commands.records import of_article
from supportterm.commands.registry import command
from supportterm.core.moments import ago_words
from supportterm.core.nouns import Article
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line

ShownArticle = Annotated[str, ARTICLE._replace(name="article")]
"""In the console the one under the cursor where none is named."""
Reviewer = Annotated[str | None, AGENT._replace(name="reviewer")]
_LONGEST = 300


@command("kb review", group="knowledge", examples=("kb review new-one --by lee 'Are the prices right?'",))
def review(call: Call, article: ShownArticle = "", remark: Text = "", *, by: Reviewer = None) -> Outcome:
    """Ask a colleague to review a draft; they publish it, or give it back."""
    found = _chosen(call, "kb review", article)
    if by is None:
        raise missing("kb review", "by")
    if found.state == "published":
        raise Refused(f"{found.slug} is published; `kb publish {found.slug} --back` makes it a draft first")
    _check_agent(call, by)
    if by == call.desk.me:
        raise Refused("a review is somebody else's; `kb publish` needs none")
    _put(call, found, "in-review", remark, by)
    return Outcome(f"{by} is asked to review {found.slug}")


@command("kb reviews", group="knowledge", examples=("kb reviews", "kb reviews --mine"))
def reviews(call: Call, *, mine: bool = False) -> Outcome:
    """List articles that wait for a review, longest first; `--mine` those that wait for yours."""
    found = call.desk.in_review(call.desk.me if mine else "")
    lines = [
        f"{a.slug:<40} {a.asked_by} asks {a.reviewer}, {ago_words(call.now - a.updated_at)}"
        + (f": {safe_line(a.remark, 120)}" if a.remark else "")
        for a in found
    ]
    homes = call.desk.article_homes(found)
    return Outcome(
        "" if found else "no article waits for a review",
        records=(of_article(one, homes.get(one.id, "")) for one in found),
        lines=lines or None,
    )


@command("kb publish", group="knowledge", examples=("kb publish new-one",))
def publish(call: Call, article: ShownArticle = "", *, back: bool = False, anyway: bool = False) -> Outcome:
    """Publish a draft, or one that was to be reviewed; `--back` makes it a draft again.

    What a colleague was asked to review is theirs to publish; `--anyway` does not wait for them.
    """
    found = _chosen(call, "kb publish", article)
    state = "draft" if back else "published"
    if found.state == state:
        return Outcome(f"article {found.slug} is {state} already")
    if not back and not anyway and found.reviewer not in ("", call.desk.me):
        raise Refused(f"{found.reviewer} was asked to review it; `--anyway` publishes it all the same")
    _put(call, found, state, "")
    return Outcome(f"article {found.slug} is {state}")


@command("kb decline", group="knowledge", examples=("kb decline new-one --reason 'The prices are of last year.'",))
def decline(call: Call, article: ShownArticle = "", *, reason: Text = "") -> Outcome:
    """Give an article back that one was asked to review: it is a draft again, with the reason."""
    found = _chosen(call, "kb decline", article)
    if found.state != "in-review":
        raise Refused(f"nobody was asked to review {found.slug}")
    if not reason.strip():
        raise missing("kb decline", "reason")
    _put(call, found, "draft", reason)
    return Outcome(f"article {found.slug} is a draft again; {found.asked_by} sees why")


def named(call: Call, command: str, article: str) -> str:
    """*article*, or in the console the one under the cursor. Raises Missing."""
    found = article or (call.console.library.current() if call.console_or_none is not None else "")
    if not found:
        raise missing(command, "article")
    return found


def _chosen(call: Call, command: str, article: str) -> Article:
    return call.desk.article(named(call, command, article))


def _check_agent(call: Call, handle: str) -> None:
    there = [agent.handle for agent in call.desk.agents()]
    if handle not in there:
        raise Refused(f"there is no agent {handle!r}; there are {', '.join(there) or 'none yet'}")


def _put(call: Call, article: Article, state: str, remark: str, reviewer: Line = "") -> None:
    said = " ".join(remark.split())[:_LONGEST]
    call.desk.put_article(id=article.id, state=state, remark=said, reviewer=reviewer)

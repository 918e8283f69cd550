"""`bot try` and `bot evaluate`: what the bot would answer, why, and how good it is."""

from collections.abc import Iterator
from typing import Annotated, Final

from supportterm.commands.call import Bold, Call, Dim, Outcome
from supportterm.commands.kinds import Count, Path, Text, choice
from supportterm.commands.registry import SHELL, command
from supportterm.core.answering import SURE, Judged
from supportterm.core.passage import passage
from supportterm.core.readers import Reader
from supportterm.core.terms import SEGMENTS

SegmentName = Annotated[str, choice("segment", *SEGMENTS)]
_NEXT_BEST: Final = 4
"""Articles shown below the likeliest."""


@command(
    "bot try",
    faces=(SHELL,),
    group="knowledge",
    examples=("bot try how do I reset my password", "bot try --json 'where is my invoice?' | jq .confidence"),
)
def try_(call: Call, text: Text, *, segment: SegmentName = "") -> Outcome:
    """Say what the bot would answer to a question, and why.

    It answers out of published articles for everybody, and by mail also of those for the customer's `--segment`, and
    only when it is sure enough; below that it says that it does not know and a person answers.
    """
    judged = call.desk.answers_to(text, reader=Reader(segment))
    if call.json:
        return Outcome(records=[_record(each) for each in judged])
    if not judged:
        return Outcome("I don't know: no published article for them has a word of this question")
    return Outcome(lines=list(_told(judged, text)))


@command("bot evaluate", faces=(SHELL,), group="knowledge", examples=("bot evaluate questions.jsonl",))
def evaluate(call: Call, file: Path, *, wrong: Count = 5) -> Outcome:
    """Try the bot on questions whose answers are known: how many it answers, and how many wrongly.

    FILE has a line of JSON a question: `{"question": "…", "answers": ["an-article", …]}`, without answers where the
    knowledge base has none. Also said is how sure it would have to be for at most `--wrong` percent of its answers to
    be wrong on this file; set that on other questions than those it is judged by.
    """
    from supportterm.assist.evaluation import read, surest, try_all, verdict

    tried = try_all(call.desk, read(file))
    now, could = verdict(tried), surest(tried, wrong / 100)
    mistakes = [each for each in tried if each.confidence >= now.sure and each.article and not each.right]
    record = {
        "questions": now.questions,
        "answerable": now.answerable,
        "threshold": now.sure,
        "given": now.given,
        "coverage": round(now.coverage, 4),
        "wrong": now.wrong,
        "wrong_share": round(now.wrong_share, 4),
        "mistakes": [{"question": each.asked.question, "article": each.article} for each in mistakes],
    }
    lines = [
        f"{now.questions} questions, {now.answerable} of them with an answer in the knowledge base",
        Bold(
            f"sure from {now.sure:.2f} on: {now.given} answered ({now.coverage:.1%}), "
            f"{now.wrong} of these wrong ({now.wrong_share:.1%})"
        ),
        Dim(f"at most {wrong} % wrong from {could.sure:.2f} on: {could.coverage:.1%} answered"),
        *(f"  wrong: {each.asked.question} → {each.article}" for each in mistakes),
    ]
    return Outcome(records=[record], lines=lines)


def _told(judged: tuple[Judged, ...], question: str) -> Iterator[str]:
    best = judged[0]
    if best.sure:
        yield Bold(best.article.title)
        yield from passage(best.article.body, question).splitlines()
        yield Dim(f"source: {best.article.slug}")
    else:
        yield Bold("I don't know")
    yield ""
    yield f"{'sure' if best.sure else 'not sure'}: {best.confidence:.2f}, where {SURE:.2f} is wanted"
    for each in judged[: 1 + _NEXT_BEST]:
        yield f"  {each.confidence:.2f}  {each.article.slug}"
        yield Dim(
            f"        of the question {each.in_title:.0%} in its title, {each.in_all:.0%} in all of it; "
            f"of its title {each.asked_for:.0%} asked for; {each.ahead:.0%} ahead of the next"
        )


def _record(each: Judged) -> dict[str, object]:
    return {
        "article": each.article.slug,
        "title": each.article.title,
        "confidence": round(each.confidence, 4),
        "sure": each.sure,
        "in_title": round(each.in_title, 4),
        "in_all": round(each.in_all, 4),
        "asked_for": round(each.asked_for, 4),
        "ahead": round(each.ahead, 4),
    }

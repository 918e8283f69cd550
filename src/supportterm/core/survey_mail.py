"""The mail by which a customer is asked. Pure."""

from collections.abc import Callable

from supportterm.core.surveys import Survey, least, most

Link = Callable[[int, str, int], str]
"""Ticket, survey and score → where that answer is given by a click; empty: nowhere."""

QUESTIONS = {
    "csat": "How content are you with our help?",
    "nps": "How likely is it that you would recommend us to a friend or colleague?",
}
ENDS = {"csat": ("not at all", "very"), "nps": ("not at all likely", "extremely likely")}
"""What the worst answer means, and the best."""


def survey_text(survey: Survey, ticket: int, greeting: str, link: Link | None) -> str:
    """Markdown. By a number, and by a click where *link* leads somewhere."""
    low, high = least(survey), most(survey)
    worst, best = ENDS[survey.kind]
    links = [(score, link(ticket, survey.name, score) if link else "") for score in range(low, high + 1)]
    choices = "\n".join(f"* {score}: <{there}>" for score, there in links if there)
    way = "Choose one, or just answer" if choices else "Just answer"
    parts = [
        f"Hello {greeting}," if greeting else "Hello,",
        survey.question or QUESTIONS[survey.kind],
        f"{way} this mail with a number from {low} ({worst}) to {high} ({best}).",
        choices,
        survey.comment or "A word about why helps us.",
    ]
    return "\n\n".join(part for part in parts if part)

"""Everyday conversations: templates filled with other people, words, ages and ends. Pure for a given random source."""

from random import Random
from typing import Any, Final, NamedTuple

from supportterm.core.nouns import Person
from supportterm.demo.content import Company, Everyday, Template, Thread

_ENGLISH_NOT: Final = frozenset({"gruber", "lacombe", "kitano", "zaytoun"})
"""Customers who write in their own language; a template in English would not be theirs."""
_FIRST_TIER: Final = ("sam", "mira", "jonas", "aiko")


class End(NamedTuple):
    """How a conversation stands today: steps after the question, and the hours since it began, least and most."""

    name: str
    share: int
    youngest: float
    oldest: float


_ENDS: Final = (
    End("new", 18, 0.2, 20),
    End("open", 12, 2, 60),
    End("asked-back", 14, 20, 150),
    End("came-back", 14, 5, 100),
    End("on-hold", 6, 60, 400),
    End("snoozed", 5, 20, 120),
    End("solved", 24, 20, 1200),
    End("thanked", 18, 30, 2400),
    End("closed", 20, 700, 4800),
)


def conversations(company: Company, everyday: Everyday, random: Random, how_many: int) -> list[Thread]:
    """*how_many* threads, every template in turn."""
    others = {company.organizations[key].id for key in _ENGLISH_NOT}
    people = [
        key for key, person in company.people.items() if person.organization and person.organization not in others
    ]
    return [
        _thread(company, everyday, everyday.templates[number % len(everyday.templates)], random.choice(people), random)
        for number in range(how_many)
    ]


def _thread(company: Company, everyday: Everyday, template: Template, who: str, random: Random) -> Thread:
    person = company.people[who]
    words = {slot: random.choice(values) for slot, values in everyday.words.items()}
    end = random.choices(_ENDS, [e.share for e in _ENDS])[0]
    age = random.uniform(end.youngest, end.oldest)
    took = min(age * random.uniform(0.3, 0.95), random.uniform(1, 72))
    agent = random.choice(_FIRST_TIER)
    ask = _filled(random.choice(template.asks), words)
    answer = _answer(person, template, company, agent)
    greeting, bye = words["greeting"], words["bye"]
    question = f"{greeting}\n\n{ask}\n\n{bye}\n{person.name}".replace("\n\n\n", "\n\n")
    return Thread(
        subject=_capital(_filled(random.choice(template.subject), words)),
        requester=who,
        age=f"{int(age * 3600)}s",
        last=f"{int((age - took) * 3600)}s",
        channel=random.choices(("mail", "web", "phone", "api"), (14, 6, 2, 1))[0],
        priority=random.choices(("low", "normal", "high", "urgent"), (4, 20, 4, 1))[0],
        tags=template.tags,
        fields={"area": template.area},
        talk=({who: question}, *_talk(end.name, who, agent, answer, template, random)),
    )


def _talk(
    end: str, who: str, agent: str, answer: str, template: Template, random: Random
) -> tuple[dict[str, Any], ...]:
    again = random.choice(template.again)
    take: dict[str, Any] = {f"do {agent}": ["take"]}
    linked: list[dict[str, Any]] = [{f"do {agent}": [f"article {template.article}"]}] if template.article else []
    solved: dict[str, Any] = {f"{agent} > solved": answer}
    match end:
        case "new":
            return ()
        case "open":
            return (take, {f"note {agent}": random.choice(_NOTES)})
        case "asked-back":
            return (take, {f"{agent} > pending": answer}, *linked)
        case "came-back":
            return (take, {f"{agent} > pending": answer}, {who: again})
        case "on-hold":
            return (take, {f"{agent} > on-hold": answer}, {f"note {agent}": random.choice(_NOTES)})
        case "snoozed":
            return (take, {f"{agent} > pending": answer}, {f"do {agent}": [f"snooze {random.randint(5, 90)}h"]})
        case "thanked":
            return (take, solved, *linked, {who: again}, {f"do {agent}": ["status solved"]})
        case "closed":
            return (take, solved, *linked, {f"do {agent}": ["status closed"]})
    return (take, solved, *linked)


_NOTES: Final = (
    "Tried it on the practice board: same thing.",
    "Same question from two others this week. Worth an article?",
    "Called back, nobody there. Again tomorrow morning.",
    "Looks like the release of last night. Asked in the engineering room.",
    "Their administrator is on holiday till Thursday; the deputy may not change it.",
    "Not urgent for them, they said so on the phone.",
)


def _answer(person: Person, template: Template, company: Company, agent: str) -> str:
    first = person.name.split()[0]
    name = company.agents[agent].name.split()[0]
    return f"Hi {first},\n\n{template.answer}\n\nBest wishes,\n{name}"


def _filled(text: str, words: dict[str, str]) -> str:
    for slot, word in words.items():
        text = text.replace("{" + slot + "}", word)
    return _capital(text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

"""Lists that writing calls up: macros for `::`, articles for `??`, colleagues for `@@`, and addresses."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from supportterm.commands.call import Call
from supportterm.core.article_links import link as article_link
from supportterm.core.readers import marks
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line
from supportterm.core.terms import CHANNELS
from supportterm.tui.dialogs.question import CHOOSE, COMPLETE, Option, Question, narrowed
from supportterm.tui.panes.letter import ADDRESSED, Letter, addresses

if TYPE_CHECKING:
    from supportterm.core.nouns import Article
    from supportterm.desk import Desk

Picked = Callable[[str], None]
"""Given the text to put in."""


def picker(trigger: str, desk: "Desk", letter: Letter, picked: Picked) -> Question:
    match trigger:
        case "::":
            return MacroQuestion(desk, letter, picked)
        case "??":
            return ArticleQuestion(desk, letter, picked)
        case _:
            return ColleagueQuestion(desk, picked)


class MacroQuestion(Question):
    """A macro's text, filled in with the ticket's facts once; its commands are not run by typing."""

    name = "macro"
    label = "macro:"
    picks_first = True
    tip = "type to narrow"
    ways = (("open", "put in at the cursor"), ("back", "cancel"))

    def __init__(self, desk: "Desk", letter: Letter, picked: Picked) -> None:
        self._desk, self._letter, self._picked = desk, letter, picked

    def options(self, text: str) -> Sequence[Option]:
        from supportterm.commands.macro import fits

        call, ticket = Call(lambda: self._desk), self._letter.ticket
        macros = [m for m in self._desk.macros() if self._template(m.name) and (not ticket or fits(call, m, ticket))]
        return narrowed([Option(m.title, value=m.name, note=m.name) for m in macros], text)

    def accept(self, text: str, option: Option | None) -> None:
        if option is not None:
            from supportterm.commands.macro import render

            call = Call(lambda: self._desk)
            self._picked(render(call, self._template(option.means), self._letter.ticket))

    def _template(self, name: str) -> str:
        macro = next(m for m in self._desk.macros() if m.name == name)
        return (macro.note or macro.reply) if self._letter.kind == "note" else macro.reply


class ArticleQuestion(Question):
    """Articles searched as one types, before that those that may answer the ticket; each as its text and as a link."""

    name = "article"
    label = "article:"
    picks_first = True
    slow = True
    tip = "type to search"
    ways = (("move", "choose"), ("open", "put in at the cursor"), ("back", "cancel"))

    def __init__(self, desk: "Desk", letter: Letter, picked: Picked) -> None:
        self._desk, self._letter, self._picked = desk, letter, picked

    def options(self, text: str) -> Sequence[Option]:
        likely = () if text.strip() else self._likely()
        rest = self._desk.articles(text, limit=20)
        found = dict.fromkeys([*likely, *rest])
        origins, both = self._desk.origins(tuple(found)), []
        for article in found:
            title = safe_line(article.title, 100)
            what = f"{marks(article).upper()} " if marks(article) else ""
            where = "suggested" if article in likely else article.section
            origin = safe_line(origins.get(article.id, ""), 24)
            both.append(Option(title, what + ", ".join(filter(None, ("text", where, origin))), f"text:{article.slug}"))
            both.append(Option(title, what + ", ".join(filter(None, ("link", origin))), f"link:{article.slug}"))
        return both or [Option("no article holds these words", value="none:")]

    def accept(self, text: str, option: Option | None) -> None:
        if option is not None:
            how, _, slug = option.means.partition(":")
            if how == "none":
                return
            article = self._desk.article(slug)
            self._picked(article.body.strip() if how == "text" else article_link(article.title, article.slug))

    def _likely(self) -> "tuple[Article, ...]":
        from supportterm.assist.suggestions import articles

        return tuple(each.article for each in articles(self._desk, self._letter.ticket)) if self._letter.ticket else ()


class ColleagueQuestion(Question):
    name = "colleague"
    label = "colleague:"
    picks_first = True
    tip = "type to narrow"
    ways = (("open", "mention"), ("back", "cancel"))

    def __init__(self, desk: "Desk", picked: Picked) -> None:
        self._desk, self._picked = desk, picked

    def options(self, text: str) -> Sequence[Option]:
        return narrowed([Option(agent.handle, safe_line(agent.name, 60)) for agent in self._desk.agents()], text)

    def accept(self, text: str, option: Option | None) -> None:
        if option is not None:
            self._picked(f"@{option.means} ")


_LABELS = {"to": "to", "cc": "copy to (cc)", "bcc": "hidden copy to (bcc)", "subject": "subject", "channel": "came by"}


class FieldQuestion(Question):
    """To whom, who else, about what, by which way."""

    def __init__(self, desk: "Desk", letter: Letter, field: str, answered: Callable[[str, str], None]) -> None:
        self.name = field
        self.label = f"{_LABELS.get(field, field)}:"
        there = {"to": letter.to, "cc": letter.cc, "bcc": letter.bcc, "subject": (letter.subject,)}
        self.initial = ", ".join(there.get(field, ()))
        if field in ADDRESSED and self.initial:
            self.initial += ", "  # so that what is typed is one more
        if field in ADDRESSED:
            self.tip, self.ways = "addresses or names, separated by commas", COMPLETE
        elif field == "subject":
            self.tip = "what it is about, in one line"
        else:
            self.tip, self.ways = "type to narrow", CHOOSE
        self.picks_first = field == "channel"
        self._desk, self._field, self._answered = desk, field, answered

    def options(self, text: str) -> Sequence[Option]:
        if self._field == "channel":
            return narrowed([Option(channel) for channel in CHANNELS], text)
        last = text.rpartition(",")[2].strip()
        if self._field == "subject" or not last:
            return ()
        people = self._desk.people(last, limit=8)
        return [Option(safe_line(p.email, 100), safe_line(p.name, 60)) for p in people if p.email]

    def completed(self, text: str, option: Option) -> str:
        before, comma, _ = text.rpartition(",")
        return f"{before}{comma}{' ' if comma else ''}{option.means}"

    def _answer(self, text: str, option: Option | None) -> str:
        """What was typed; where its last word is no address but finds one person, that person's."""
        if option is None and self._field in ADDRESSED and "@" not in text.rpartition(",")[2]:
            found = self.options(text)
            option = found[0] if len(found) == 1 else None
        return text if option is None else self.completed(text, option)

    def refuses(self, text: str, option: Option | None) -> str:
        if self._field in ADDRESSED:
            try:
                addresses(self._answer(text, option))
            except Refused as refused:
                return f"{refused}; ↑↓ chooses from the list" if self.options(text) else str(refused)
        return ""

    def accept(self, text: str, option: Option | None) -> None:
        self._answered(self._field, self._answer(text, option))

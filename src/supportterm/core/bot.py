"""The settings of the bot that gives the first answer."""

from collections.abc import Collection, Iterator
from typing import Final

import msgspec

from supportterm.core.bot_phrases import SHIPPED, Phrases
from supportterm.core.query.errors import did_you_mean
from supportterm.core.refusal import Misdefined
from supportterm.core.terms import CHANNELS, SEGMENTS

NAME: Final = "bot"
"""Of the definition that holds them."""


class Bot(msgspec.Struct, frozen=True):
    name: str = NAME
    active: bool = False
    channels: tuple[str, ...] = ("chat",)
    segments: tuple[str, ...] = ()
    """Of whose organizations' questions it answers; none named: of all."""
    greeting: str = ""
    tries: int = 2
    """How often it answers before a person does."""
    team: str = ""
    """Who gets what it can't answer; empty: whom routing finds."""
    closed_only: bool = False
    """It answers only while the team is not at work."""
    phrases: dict[str, str] = {}
    """What it says to everybody instead of what is shipped, by the fields of `Phrases`."""
    languages: dict[str, dict[str, str]] = {}
    """The same to who writes in a language, by its code."""


def mistakes(bot: Bot, teams: Collection[str]) -> Iterator[Misdefined]:
    what = "the bot"
    if bot.name != NAME:
        yield Misdefined(f"setting {bot.name}", f"there is no such setting; there is {NAME}")
    for number, channel in enumerate(bot.channels, 1):
        if channel not in CHANNELS:
            hint = did_you_mean(channel, CHANNELS, f"there are {', '.join(CHANNELS)}")
            yield Misdefined(what, f"there is no channel {channel!r}; {hint}", ("channels", number))
    for number, segment in enumerate(bot.segments, 1):
        if segment not in SEGMENTS:
            hint = did_you_mean(segment, SEGMENTS, f"there are {', '.join(SEGMENTS)}")
            yield Misdefined(what, f"there is no segment {segment!r}; {hint}", ("segments", number))
    for where, said in ((("phrases",), bot.phrases), *((("languages", k), v) for k, v in bot.languages.items())):
        for phrase in said.keys() - set(Phrases._fields):
            hint = did_you_mean(phrase, Phrases._fields, f"there are {', '.join(Phrases._fields)}")
            yield Misdefined(what, f"it has no phrase {phrase!r}; {hint}", (*where, phrase))
    for language in bot.languages.keys() - SHIPPED.keys():
        there = f"those that can be told are {', '.join(SHIPPED)}; say it to everybody under `phrases`"
        yield Misdefined(what, f"the language {language!r} can't be told from others; {there}", ("languages", language))
    if bot.tries < 1:
        yield Misdefined(what, "it tries at least once", ("tries",))
    if bot.team and bot.team not in teams:
        hint = did_you_mean(bot.team, teams, f"there are {', '.join(teams) or 'none yet'}")
        yield Misdefined(what, f"there is no team {bot.team!r}; {hint}", ("team",))

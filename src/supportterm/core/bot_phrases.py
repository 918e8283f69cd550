"""What the bot says around an answer: in a customer's language, in the desk's own words where it has some. Pure."""

from typing import TYPE_CHECKING, Final, NamedTuple

from supportterm.core.function_words import BY_LANGUAGE
from supportterm.core.words import tokens

if TYPE_CHECKING:
    from supportterm.core.bot import Bot

_READ: Final = 300
"""Words by which a language is told."""
_LEAST: Final = 2
"""Words of a language that tell it."""


class Phrases(NamedTuple):
    source: str
    """Before the name of the article."""
    asks: str
    """Whether that helped."""
    hands_over: str
    """A person takes over, after an answer that did not help."""
    solved: str
    """To who said that it helped."""
    yes: str
    """Words that say so, with commas between; beside those that every bot knows."""
    greeting: str = ""
    """Before the first answer."""


SHIPPED: Final = {
    "en": Phrases(
        "From our help centre:",
        "Did that help? Say *yes*, and we close this; else write what is missing, and a person will read it.",
        "I could not answer that. A person has your question now, with all you have written here.",
        "Glad that it helped. Write again whenever something is missing.",
        "yes",
    ),
    "de": Phrases(
        "Aus unserem Hilfebereich:",
        "Hat das geholfen? Sagen Sie *ja*, dann schließen wir die Anfrage; sonst schreiben Sie, was fehlt, und ein "
        "Mensch liest es.",
        "Darauf habe ich keine Antwort. Ihre Frage liegt jetzt einem Menschen vor, mit allem, was Sie hier geschrieben "
        "haben.",
        "Schön, dass es geholfen hat. Schreiben Sie wieder, wenn etwas fehlt.",
        "ja",
    ),
    "fr": Phrases(
        "Dans notre centre d'aide :",
        "Est-ce que cela vous aide ? Répondez *oui* et nous fermons la demande ; sinon, écrivez ce qui manque, et "
        "quelqu'un le lira.",
        "Je n'ai pas de réponse à cela. Votre question est maintenant entre les mains d'une personne, avec tout ce que "
        "vous avez écrit ici.",
        "Tant mieux si cela vous a aidé. Écrivez-nous à nouveau s'il manque quelque chose.",
        "oui",
    ),
    "es": Phrases(
        "De nuestro centro de ayuda:",
        "¿Le ha servido? Responda *sí* y cerramos la consulta; si no, escriba qué falta y una persona lo leerá.",
        "No tengo respuesta para eso. Ahora su pregunta la tiene una persona, con todo lo que ha escrito aquí.",
        "Me alegro de que le haya servido. Vuelva a escribir si falta algo.",
        "sí",
    ),
}
"""By the languages that can be told apart."""


def phrases(bot: "Bot", said: str) -> Phrases:
    """What is said to somebody who wrote *said*.

    A desk's own words for their language come before its words for everybody, and these before what is shipped.
    """
    language = language_of(said)
    own, everybody = bot.languages.get(language, {}), {**bot.phrases, "greeting": bot.greeting}
    shipped = SHIPPED.get(language, SHIPPED["en"])
    return Phrases(*(own.get(f) or everybody.get(f) or getattr(shipped, f) for f in Phrases._fields))


def language_of(text: str) -> str:
    """The language of `SHIPPED` that most of the small words in *text* are of; empty when that can't be told."""
    words = tokens(text)[:_READ]
    counts = {language: sum(word in small for word in words) for language, small in BY_LANGUAGE.items()}
    (likeliest, most), (_, next_most), *_ = sorted(counts.items(), key=lambda each: -each[1])
    return likeliest if most >= _LEAST and most > next_most else ""

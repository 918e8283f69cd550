"""Words that hold a sentence together and say nothing of what it is about, as tokens (core/words.py), by language.

A large knowledge base would find out by itself which they are, since they stand everywhere; one of thirty articles
can't, and would take the "I" of every question for a rare word.
"""

from typing import Final

_ENGLISH: Final = """
    a am an and any anybody are as at be because been but by can cannot could couldn d did didn do does doesn don each
    for from get gets getting got had has have having he hello help her hers hi him his how i if in into is isn it its
    just ll m may me might my need no not now of off on one or our ours out please re s shall she should so some t than
    that the their them then there these they this those to too up us ve very want was wasn we were what when where
    which while who whom whose why will with won would you your yours
"""
_GERMAN: Final = """
    aber als am an auch auf aus bei bin bis bitte da das dass dem den der des die doch du ein eine einem einen einer
    eines er es fur haben habe hallo hat ich ihr im in ist kann kein keine man mein meine mich mir mit nach nicht noch
    nur oder ohne sich sie sind um und uns unser von vor wann warum was wenn wer werden wie wir wird wo zu zum zur
"""
_FRENCH: Final = """
    au aux avec bonjour ce ces cette comme comment dans de des du elle en est et il ils je la le les leur ma mais mes
    mon ne nos notre nous on ou par pas plus pour pourquoi quand que quel quelle qui sa se ses son sont sur un une vos
    votre vous y
"""
_SPANISH: Final = """
    al como con cual cuando de del donde el ella en es esta este hay hola la las lo los me mi mis no o para pero por
    porque puedo que quien se si sin sobre son su sus te tengo un una y yo
"""
BY_LANGUAGE: Final = {
    language: frozenset(words.split())
    for language, words in (("en", _ENGLISH), ("de", _GERMAN), ("fr", _FRENCH), ("es", _SPANISH))
}
FUNCTION_WORDS: Final = frozenset().union(*BY_LANGUAGE.values())

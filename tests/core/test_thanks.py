"""A bare thanks, told from everything else: rather a person looks once too often."""

import gzip
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.thanks import is_thanks
from supportterm.exchange.quoting import visible

NAMES = ("Al Bo", "Dana Reyes")
BARE = """
Ok. That makes sense. Thanks to you all for your help. | Thanks to everybody! | Thanks. That was simple.
Thanks! | Thank you so much for your quick help! | Hi Dana,\\n\\nThat did it. Thanks a lot!\\n\\nBest,\\nAl
thx 👍 | ty!! | Yes, thank you! | Perfect, thank you! | Thanks, works now.
Great, thanks for getting back to me. Have a nice day! | Vielen Dank für die schnelle Hilfe!\\nViele Grüße\\nAl
Super, danke dir :) | Hat geklappt, danke! | Herzlichen Dank nochmals
Merci beaucoup, ça marche.\\nCordialement | C’est réglé, merci ! | ¡Muchas gracias por su ayuda!
Perfecto, gracias | Grazie mille per il supporto! | Obrigado pela ajuda! | Muito obrigada! Abraços
Dank je wel voor de snelle reactie! | Tack så mycket för hjälpen! Mvh Al | Tusen takk! | Mange tak for hjælpen
Kiitos paljon! Terveisin, Al | Dziękuję bardzo za pomoc. | Děkuji za rychlou odpověď
Спасибо большое за помощь! | Çok teşekkürler, iyi günler | ありがとうございました。
誠にありがとうございます。よろしくお願いいたします。 | 谢谢您的帮助！ | 好的，谢谢 | 감사합니다
"""
MORE = """
Thanks, but it still fails | Thanks! One more thing: can you | Thanks. When will it ship? | Thanks in advance
No, thank you | Thank you for nothing | Thanks, I will try tomorrow | Thanks, the problem is back
Thanks for the refund of 12 EUR | Thanks, Bob | Please cancel. Thanks | Thank you. Dana is not here
it works now | perfect | Hi | 👍 | ... | Thanks https://x.test | Vielen Dank, aber es geht nicht
Danke, wann kommt das | Danke, leider nein | Merci de me rappeler | Merci, mais ça ne marche pas
Thanks to you it is broken | That makes no sense. Thanks
Gracias, pero no funciona | Grazie, ma non funziona | Obrigado, mas não funciona | Bedankt, maar het werkt niet
Tack, men det fungerar inte | Kiitos, mutta ei toimi | Dziękuję, ale nie działa | Спасибо, не работает
谢谢，还是不行 | ありがとうございます。まだ動きません | 감사합니다 그런데 안 돼요
"""


def cases(table: str) -> list[str]:
    return [case.strip().replace("\\n", "\n") for line in table.strip().splitlines() for case in line.split(" | ")]


@pytest.mark.parametrize("text", cases(BARE))
def test_a_bare_thanks(text: str) -> None:
    assert is_thanks(text, NAMES)


@pytest.mark.parametrize("text", ["", " \n", *cases(MORE)])
def test_what_says_more_or_less(text: str) -> None:
    assert not is_thanks(text, NAMES)


@given(st.text(max_size=400), st.sampled_from(cases(BARE)))
def test_what_is_unknown_in_it_is_looked_at(text: str, bare: str) -> None:
    is_thanks(text)  # never raises, however odd
    word = "".join(c for c in text if c.isalpha() and c.isascii())
    if len(word) > 12:  # no phrase has such a word
        assert not is_thanks(f"{bare} {word}", NAMES)


def test_it_does_not_take_long() -> None:
    assert not is_thanks("thanks " * 42 + "b")
    assert not is_thanks("for all your very quick and " * 10)


def test_of_a_year_of_real_mail_few_are_and_each_of_them_rightly(shared: Path) -> None:
    file = shared / "data" / "maillist" / "r-help_2004.txt.gz"
    mails = re.split(
        r"\nFrom (?=[^\n]+ at [^\n]+ \d\d:\d\d)", gzip.decompress(file.read_bytes()).decode("utf-8", "replace")
    )
    found = []
    for mail in mails:
        head, _, body = mail.partition("\n\n")
        if not re.search("thank|cheers|thx", body[:300], re.I):
            continue
        writer = re.search(r"^From: .*?\((.*?)\)", head, re.M)
        text = visible(body).strip()
        if is_thanks(text, [writer[1] if writer else ""]):
            found.append(" ".join(text.split()))
    assert len(mails) > 19_000 and 8 <= len(found) <= 25
    assert all(len(text) < 80 and re.search("thank|cheers", text, re.I) for text in found), found

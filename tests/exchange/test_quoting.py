"""Quotes and signatures, found for folding."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.exchange.quoting import spans, visible

INTRODUCTIONS = [
    "On Mon, 2 Feb 2026 at 10:00, Dana Reyes <dana@acme.example> wrote:",
    "On 2 Feb 2026, at 10:00, Dana wrote:",
    "Am 02.02.2026 um 10:00 schrieb Dana Reyes <dana@acme.example>:",
    "Dana Reyes <dana@acme.example> schrieb am Mo., 2. Feb. 2026 um 10:00 Uhr:",
    "Le lun. 2 févr. 2026 à 10:00, Dana Reyes <dana@acme.example> a écrit :",
    "El lun, 2 feb 2026 a las 10:00, Dana (<dana@acme.example>) escribió:",
    "Il giorno lun 2 feb 2026 alle ore 10:00 Dana <dana@acme.example> ha scritto:",
    "Em seg., 2 de fev. de 2026 às 10:00, Dana <dana@acme.example> escreveu:",
    "Op ma 2 feb. 2026 om 10:00 schreef Dana <dana@acme.example>:",
    "W dniu 02.02.2026 o 10:00, Dana pisze:",
    "Den mån 2 feb. 2026 kl 10:00 skrev Dana <dana@acme.example>:",
    "ma 2. helmik. 2026 klo 10.00 Dana (dana@acme.example) kirjoitti:",
    "пн, 2 февр. 2026 г. в 10:00, Dana <dana@acme.example>:",
    "2 февраля 2026, 10:00, Dana <dana@acme.example> написал:",
    "2026年2月2日(月) 10:00 Dana <dana@acme.example>:",
    "在 2026年2月2日，上午10:00，Dana <dana@acme.example> 写道：",
]

HEADERS = [
    ("From: Dana", "Sent: Monday, 2 February 2026 10:00", "To: Support", "Subject: Printer"),
    ("Von: Dana", "Gesendet: Montag, 2. Februar 2026 10:00", "An: Support", "Betreff: Drucker"),
    ("De : Dana", "Envoyé : lundi 2 février 2026 10:00", "À : Support", "Objet : Imprimante"),
    ("De: Dana", "Enviado el: lunes, 2 de febrero de 2026", "Para: Soporte", "Asunto: Impresora"),
    ("Van: Dana", "Verzonden: maandag 2 februari 2026", "Aan: Support", "Onderwerp: Printer"),
    ("Från: Dana", "Skickat: den 2 februari 2026", "Till: Support", "Ämne: Skrivare"),
    ("*From:* Dana", "*Sent:* Monday", "*To:* Support", "*Subject:* Printer"),
    ("发件人: Dana", "发送时间: 2026年2月2日", "收件人: Support", "主题: 打印机"),
    ("差出人: Dana", "送信日時: 2026年2月2日", "宛先: Support", "件名: プリンタ"),
]


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
@pytest.mark.parametrize("mark", ["> ", ""])
def test_an_introduced_quote_is_folded_in_many_languages(introduction: str, mark: str) -> None:
    text = f"Thank you.\n\n{introduction}\n{mark}it burns\n{mark}please help"
    assert visible(text) == "Thank you."
    assert [(s.kind, s.start, s.end) for s in spans(text)] == [("quote", 2, 5)]


@pytest.mark.parametrize("header", HEADERS)
def test_the_header_of_a_quoted_mail_begins_a_quote(header: tuple[str, ...]) -> None:
    text = "\n".join(["Solved.", "", "________________________________", *header, "", "It burns."])
    assert visible(text) == "Solved."


def test_wrapped_introductions() -> None:
    text = "Yes.\n\nOn Mon, 2 Feb 2026 at 10:00, Dana Reyes of the\nlong team <dana@acme.example>\nwrote:\n\n> it burns"
    assert visible(text) == "Yes."


@pytest.mark.parametrize(
    "signature",
    ["-- \nDana\nAcme", "--\nDana", "Sent from my iPhone", "Von meinem iPhone gesendet", "Get Outlook for iOS"],
)
def test_signatures(signature: str) -> None:
    text = f"It burns.\n\n{signature}"
    assert visible(text) == "It burns."
    assert [s.kind for s in spans(text)] == ["signature"]


def test_short_quotes_between_answers_stay_open_and_long_ones_fold() -> None:
    short = "> does it burn?\n\nYes.\n\n> still?\n\nNo."
    assert spans(short) == ()
    long = "\n".join(["> line"] * 30 + ["", "Yes."])
    assert [(s.start, s.end) for s in spans(long)] == [(0, 30)]
    assert visible(long) == long


@pytest.mark.parametrize(
    "text",
    [
        "I wrote you yesterday: it burns.\nReally.",
        "On Monday it burned, on Tuesday too.\nFrom: here to there it smells.",
        "Options:\n--verbose\n---\nend",
        "> only a quote",
        "",
        "a -- b\nnot a signature",
    ],
)
def test_what_is_no_quote_is_left_open(text: str) -> None:
    assert spans(text) == ()
    assert visible(text) == text


_lines = st.sampled_from(
    ["> q", ">> q", "text", "", "-- ", "--", "On 2 Feb 2026 a@b.c wrote:", "From: x", "Sent: y", "To: z", "```", "____",
     "Sent from my phone", "-----Original Message-----", "wrote:", "Dana <a@b.c>"]
)  # fmt: skip


@given(st.lists(_lines | st.text(max_size=20), max_size=40))
def test_spans_are_in_order_within_the_text_and_never_all_of_it(lines: list[str]) -> None:
    text = "\n".join(lines)
    count = text.count("\n") + 1
    at = 0
    for span in spans(text):
        assert at <= span.start < span.end <= count
        at = span.end
    folded = sum(s.end - s.start for s in spans(text))
    assert folded < count
    assert text.startswith(visible(text))


def test_replies_of_the_corpus(shared: Path) -> None:
    """At least four of five as another project cuts them; the rest are matters of taste, looked at one by one."""
    folder = shared / "data/mail/reply-parsing/email_reply_trimmer/test"
    good = total = 0
    for expected in sorted((folder / "trimmed").glob("*.txt")):
        text = (folder / "emails" / expected.name).read_text("utf-8")
        good += visible(text).split() == expected.read_text("utf-8").split()
        total += 1
    assert total > 60
    assert good / total >= 0.8, f"{good} of {total}"

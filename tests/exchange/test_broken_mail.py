"""Mails broken at random: nothing is raised, nothing takes long.

`FUZZ_MAILS=10000` says how many; without it the everyday run tries 1,000 and the long one 10,000.
"""

import os
import random
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from supportterm.exchange import quoting
from supportterm.exchange.mime import ParsedMail, parse

SAMPLES = Path(__file__).parent / "mail"
ASKED = int(os.environ.get("FUZZ_MAILS", "0"))  # read before the tests get an empty environment
LIMIT = 1.0
"""Seconds of processor time for one mail."""

TOKENS = (
    b"=?utf-8?q?", b"?=", b"=?", b"--", b"\n\n", b"\r\n", b"\n", b"\r", b'"', b"<", b">", b"(", b")", b"@", b",", b";",
    b":", b"\x00", b"\xff\xfe", b"\x1b$B", b"Content-Type: multipart/mixed; boundary=b\n", b"\n--bb\n", b"\n--bb--\n",
    b"Content-Transfer-Encoding: base64\n", b"charset=utf-7", b"charset=gb2312", b"boundary=", b"*0*=utf-8''",
    b"<div>", b"<!--", b"<a href='", b"begin 644 a\n", b"> ", b"On 1 May 2020 a@b.c wrote:\n", b"-- \n", b"_", b"= ",
    b"message/rfc822", b"From ", b"Subject:", b"=00", b"&#x1b;", b"+ADw-",
)  # fmt: skip


def broken(rng: random.Random, mails: list[bytes]) -> bytes:
    raw = bytearray(rng.choice(mails)[:200_000])
    for _ in range(rng.randint(1, 8)):
        size = len(raw)
        at, to = sorted((rng.randint(0, size), rng.randint(0, size)))
        match rng.randrange(7):
            case 0:
                raw[at : at + rng.randint(0, 40)] = b""
            case 1:
                raw[at:at] = rng.choice(TOKENS) * rng.choice((1, 1, 1, 2, 50, 2_000))
            case 2:
                if size:
                    raw[rng.randrange(size)] = rng.randrange(256)
            case 3:
                other = rng.choice(mails)
                cut = rng.randint(0, min(len(other), 200_000))
                raw[at:] = other[cut : cut + 200_000]
            case 4:
                raw[at:at] = raw[at : min(to, at + 5_000)] * rng.randint(1, 20)
            case 5:
                del raw[max(at, to - 5_000) : to]
            case _:
                raw[at:at] = rng.randbytes(rng.randint(0, 60))
        del raw[1_000_000:]
    return bytes(raw)


def read_all_of(raw: bytes) -> ParsedMail:
    started = time.process_time()
    mail = parse(raw)
    quoting.spans(mail.text)
    spent = time.process_time() - started
    assert spent < LIMIT, f"{spent:.2f} s"
    "".join([mail.text, mail.subject, mail.sender.name, *(a.name for a in mail.attachments)]).encode("utf-8")
    return mail


def try_many(mails: list[bytes], count: int) -> None:
    rng = random.Random(4321)
    for number in range(count):
        raw = broken(rng, mails)
        try:
            read_all_of(raw)
        except Exception as error:
            pytest.fail(f"broken mail {number} of seed 4321: {error!r}\n{raw[:500]!r}")


@pytest.mark.long
def test_our_samples_broken_at_random_are_read(effort: Callable[[int, int], int]) -> None:
    mails = [p.read_bytes() for p in sorted(SAMPLES.glob("*.*")) if p.suffix != ".json"]
    try_many(mails, ASKED or effort(1_000, 10_000))


def corpora(shared: Path) -> dict[str, list[bytes]]:
    """The mails of every corpus, by its name."""
    mail = shared / "data" / "mail"
    found = {
        "mikel": [p.read_bytes() for p in sorted((mail / "mikel-mail").rglob("*.eml"))],
        "enmime": [p.read_bytes() for p in sorted((mail / "enmime").rglob("*.raw"))],
        "replies": [p.read_bytes() for p in sorted((mail / "reply-parsing").rglob("*")) if p.is_file()],
    }
    for name, archive in (
        ("stalwart", "stalwart-mail-parser-resources.tar.gz"),
        ("spamassassin", "spamassassin-sample.tar.gz"),
    ):
        with tarfile.open(mail / archive) as packed:
            members = [m for m in packed if m.isfile() and not m.name.endswith((".json", ".md", "COPYING"))]
            found[name] = [packed.extractfile(m).read() for m in members]  # type: ignore[union-attr]
    return found


def test_every_mail_of_the_corpora_is_read(shared: Path) -> None:
    for name, mails in corpora(shared).items():
        assert len(mails) > 50, name
        for raw in mails:
            read_all_of(raw)


@pytest.mark.long
def test_mails_of_the_corpora_broken_at_random_are_read(shared: Path, effort: Callable[[int, int], int]) -> None:
    mails = [raw for group in corpora(shared).values() for raw in group]
    try_many(mails, ASKED or effort(500, 10_000))

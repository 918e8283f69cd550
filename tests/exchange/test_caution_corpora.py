"""The loop guard on real mail: no machine is answered, and hardly a person is not."""

import gzip
import tarfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import pytest

from supportterm.exchange.caution import may_answer
from supportterm.exchange.fields import Fields
from supportterm.exchange.headers import split
from supportterm.exchange.mime import parse
from supportterm.exchange.sources import open_source

PEOPLE_WITHHELD: Final = 0.01
WRITTEN: Final = ("from", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references", "reply-to",
                  "mime-version", "content-type", "content-transfer-encoding", "user-agent", "x-mailer", "organization",
                  "x-priority", "importance", "content-disposition", "x-accept-language")  # fmt: skip
"""Fields that a person's own program writes; hosts and lists wrote the others."""


def withheld(mails: Iterable[bytes]) -> list[str]:
    """Why not, of each mail that a machine may not answer."""
    return [why for raw in mails if (why := may_answer(parse(raw), Fields(raw)))]


def packed(shared: Path, folder: str) -> list[bytes]:
    with tarfile.open(shared / "data" / "mail" / "spamassassin-sample.tar.gz") as archive:
        members = [m for m in archive if m.isfile() and m.name.split("/")[-2] == folder]
        return [archive.extractfile(m).read() for m in members]  # type: ignore[union-attr]


def as_written(raw: bytes) -> bytes:
    """A list's mail as its author sent it: without what the list and the hosts on the way wrote."""
    block = split(raw)
    kept = [name.encode() + b": " + value for name, value in block.fields if name in WRITTEN]
    return b"\n".join([*kept, b"", raw[block.body :]])


@pytest.fixture(scope="module")
def list_mail(shared: Path) -> list[bytes]:
    return packed(shared, "ilug")


def test_no_bounce_is_answered(shared: Path) -> None:
    mail = shared / "data" / "mail"
    emails = mail / "mikel-mail" / "spec" / "fixtures" / "emails"
    bounces = [p.read_bytes() for p in sorted((emails / "multipart_report_emails").glob("*.eml"))]
    bounces += [next(emails.rglob("raw_email_with_mimepart_without_content_type.eml")).read_bytes()]
    bounces += [next((mail / "enmime").rglob("multipart-wo-boundary.raw")).read_bytes()]
    assert len(bounces) == 7
    assert len(withheld(bounces)) == len(bounces)


def test_no_list_mail_is_answered(list_mail: list[bytes]) -> None:
    assert len(list_mail) == 544
    assert len(withheld(list_mail)) == len(list_mail)


def test_newsletters_without_any_field_that_says_so_are_known_by_what_they_say(shared: Path) -> None:
    """The sample holds some mails of people too, and some that only a reader would know."""
    newsletters = packed(shared, "hard-ham")
    assert len(newsletters) == 60
    assert len(withheld(newsletters)) >= 50


def test_people_are_answered(
    shared: Path, list_mail: list[bytes], tmp_path: Path, effort: Callable[[int, int], int]
) -> None:
    people = [as_written(raw) for raw in list_mail]
    for name, most in (("r-help_2004", effort(3_000, 100_000)), ("r-help_2019-03", 1_000), ("r-sig-mac_2019", 1_000)):
        archive = tmp_path / f"{name}.mbox"
        archive.write_bytes(gzip.decompress((shared / "data" / "maillist" / f"{name}.txt.gz").read_bytes()))
        people += [mail.data for mail, _ in zip(open_source("mbox", archive).mails, range(most), strict=False)]
    assert len(people) > 4_000
    kept_back = withheld(people)
    assert len(kept_back) <= PEOPLE_WITHHELD * len(people), kept_back

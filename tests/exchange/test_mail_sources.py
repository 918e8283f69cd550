"""Mails out of mbox files, maildirs and folders of .eml."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.refusal import Refused
from supportterm.exchange import mbox
from supportterm.exchange.mime import parse
from supportterm.exchange.sources import open_source

MAIL = b"From: Dana <dana@acme.example>\nSubject: %s\n\n%s\n"


def bodies(path: Path, kind: str = "mbox") -> list[str]:
    return [parse(m.data).text for m in open_source(kind, path).mails]


def written(path: Path, *mails: bytes, line: bytes = b"From dana@acme.example Tue Feb  3 09:15:00 2026\n") -> Path:
    path.write_bytes(b"".join(line + m + b"\n" for m in mails))
    return path


def test_an_mbox_gives_its_mails_in_order(tmp_path: Path) -> None:
    box = written(tmp_path / "box", MAIL % (b"1", b"one"), MAIL % (b"2", b"two"))
    mails = list(open_source("mbox", box).mails)
    assert [parse(m.data).subject for m in mails] == ["1", "2"]
    assert [m.received for m in mails] == [1_770_110_100_000] * 2
    assert [m.where for m in mails] == ["box mail 1", "box mail 2"]
    assert mails[-1].done == box.stat().st_size


def test_from_at_the_start_of_a_line_of_text_is_text(tmp_path: Path) -> None:
    text = (
        b"From now on it burns.\n\nFrom what I see, at 10:15 in 2026\nit does.\n\n"
        b"From x@y Tue Feb  3 09:15:00 2026\nno field here"
    )
    box = written(tmp_path / "box", MAIL % (b"1", text), MAIL % (b"2", b"two"))
    assert bodies(box) == [text.decode(), "two"]


def test_quoted_from_lines_lose_one_mark(tmp_path: Path) -> None:
    box = written(tmp_path / "box", MAIL % (b"1", b">From here\n>>From there\n> From quoted"))
    assert bodies(box) == ["From here\n>From there\n> From quoted"]


def test_list_archives_and_packed_ones(tmp_path: Path) -> None:
    mails = b"\n\n".join(
        b"From dana at acme.example  Thu Jan  1 19:34:0%d 2004\nFrom: dana at acme.example (Dana)\n"
        b"Date: Thu,  1 Jan 2004 19:34:0%d +0100\nSubject: [R] x\nMessage-ID: <%d@a>\n\nbody %d\n" % (n, n, n, n)
        for n in range(3)
    )
    box = tmp_path / "list.txt.gz"
    box.write_bytes(gzip.compress(mails))
    found = [parse(m.data) for m in open_source("mbox", box).mails]
    assert [(m.sender.name, m.sender.address, m.text) for m in found] == [
        ("Dana", "dana@acme.example", f"body {n}") for n in range(3)
    ]


def test_a_file_that_breaks_off_gives_what_it_has_and_says_so(tmp_path: Path) -> None:
    whole = written(tmp_path / "whole", *(MAIL % (b"%d" % n, bytes(range(33, 120)) * 50) for n in range(200)))
    broken = tmp_path / "broken.gz"
    broken.write_bytes(gzip.compress(whole.read_bytes())[:-200])
    mails = list(open_source("mbox", broken).mails)
    assert len(mails) > 1
    assert "breaks off" in mails[-1].trouble


def test_a_mail_too_large_is_named_and_the_rest_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mbox, "MAX_MAIL", 3_000_000)
    box = written(tmp_path / "box", MAIL % (b"1", b"x" * 100 + b"\n") * 90_000, MAIL % (b"2", b"two"))
    first, second = open_source("mbox", box).mails
    assert "larger" in first.trouble and first.data == b""
    assert parse(second.data).text == "two"


def test_a_maildir_with_its_folders(tmp_path: Path) -> None:
    for folder, name in (("cur", "1.a:2,S"), ("new", "2.b"), ("tmp", "3.c"), (".Sent/cur", "4.d:2,")):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / name).write_bytes(MAIL % (name[:1].encode(), folder.encode()))
    assert bodies(tmp_path, "maildir") == ["cur", "new", ".Sent/cur"]


def test_a_folder_of_eml_files_and_one_file(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.EML").write_bytes(MAIL % (b"1", b"a"))
    (tmp_path / "b.eml").write_bytes(MAIL % (b"2", b"b"))
    (tmp_path / "notes.txt").write_bytes(b"no mail")
    assert bodies(tmp_path, "eml") == ["b", "a"]
    assert bodies(tmp_path / "b.eml", "eml") == ["b"]


@pytest.mark.parametrize("kind", ["mbox", "maildir", "eml"])
def test_what_is_no_archive_is_refused_with_a_reason(tmp_path: Path, kind: str) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    place = tmp_path / "a.pdf" if kind == "mbox" else tmp_path
    with pytest.raises(Refused, match=r"no mbox|no maildir|no mail"):
        open_source(kind, place)
    with pytest.raises(Refused, match="no file"):
        open_source(kind, tmp_path / "gone")


@given(
    st.lists(st.binary(max_size=300).map(lambda b: b.replace(b"\r", b"")), min_size=1, max_size=6), st.integers(1, 700)
)
def test_what_is_quoted_on_the_way_in_comes_out(
    tmp_path_factory: pytest.TempPathFactory, texts: list[bytes], chunk: int
) -> None:
    """mboxrd, whatever the sizes of the pieces it is read in."""
    import re

    box = tmp_path_factory.mktemp("mbox") / "box"
    mails = [b"Subject: x\n\n" + text.strip(b"\n") for text in texts]
    quoted = [re.sub(rb"^(>*From )", rb">\1", mail, flags=re.MULTILINE) for mail in mails]
    written(box, *(mail + b"\n" for mail in quoted))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mbox, "_CHUNK", chunk)
        patch.setattr(mbox, "_LONGEST_START", 200)
        assert [m.data.rstrip(b"\n") for m in open_source("mbox", box).mails] == [m.rstrip(b"\n") for m in mails]

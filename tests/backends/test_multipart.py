"""Forms with files, read as mail programs read them: what is in a name or a text ends no part."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.backends.errors import Invalid
from supportterm.backends.multipart import attached, form
from supportterm.core.remote import OutFile

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def parts(body: bytes, kind: str) -> list[bytes]:
    """What lies between the boundaries, as a server cuts it."""
    boundary = kind.rpartition("boundary=")[2].encode()
    first, *found, last = (b"\r\n" + body).split(b"\r\n--" + boundary)
    assert (first, last) == (b"", b"--\r\n")
    return [part.removeprefix(b"\r\n") for part in found]


@given(ANY, ANY, st.binary(max_size=60))
def test_texts_and_bytes_arrive_as_they_are(text: str, name: str, content: bytes) -> None:
    said, file = parts(*form([("comment", text)], [("files", name, "text/plain\r\nX: y", content)]))
    assert said.partition(b"\r\n\r\n")[2] == text.encode()
    head, _, told = file.partition(b"\r\n\r\n")
    assert told == content
    lines = head.split(b"\r\n")
    assert len(lines) == 2 and lines[1] == b"Content-Type: text/plainX: y"


def test_a_server_reads_names_and_kinds() -> None:
    body, kind = form([("public", "true")], [("files", "Übersicht “alt”.pdf", "application/pdf", b"%PDF\r\n--")])
    whole = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body, policy=policy.HTTP)
    public, file = whole.iter_parts()
    assert isinstance(public, EmailMessage) and isinstance(file, EmailMessage)
    assert public.get_content().strip() == "true"
    assert file.get_content_type() == "application/pdf" and file.get_payload(decode=True) == b"%PDF\r\n--"


def test_a_file_that_is_gone_is_named_without_its_path(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"^the file a\.txt can't be read here any more$"):
        attached("files", [OutFile("a.txt", "text/plain", 1, str(tmp_path / "gone"))])

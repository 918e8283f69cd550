"""Words whose bytes are no UTF-8, as a shell may hand them on, are answered and never crash."""

from pathlib import Path

import pytest

from supportterm.cli.main import main

RAW = b"bad\xff".decode("utf-8", "surrogateescape")


def test_they_are_stored_with_a_replacement_character(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "--from", "dana@acme.example", "--subject", RAW, RAW]) == 0
    assert main(["show", "1"]) == 0
    assert capsys.readouterr().out.count("bad\ufffd") == 2


@pytest.mark.parametrize(
    "words", [["list"], ["search"], ["list", "--order"], ["kb", "show"], ["tag", "1"], ["assign", "1"]]
)
def test_no_command_fails_on_them(words: list[str], own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["new", "--from", "dana@acme.example", "--subject", "Refund", "please"])
    main([*words, RAW])
    assert "Traceback" not in "".join(capsys.readouterr())


def test_a_file_may_have_any_name(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mail = own_home / f"{RAW}.eml"
    mail.write_bytes(b"From: dana@acme.example\r\nSubject: Refund\r\n\r\nplease\r\n")
    assert main(["import", "eml", str(mail)]) == 0
    assert "1 message" in capsys.readouterr().out

"""Scores the mail parser: `run_mail.py DIR EXPECT.json`.

DIR holds raw mails, NAME.box or NAME.eml. EXPECT.json is `{NAME: {from_email, from_display_name, to, cc, subject,
attachments: [{filename}]}}`; fields that are absent are not asked. Prints a line for each field of a mail
that differs, last `N passed, N failed` (fields), and exits 1 when one failed.

What counts as equal:
- texts after Unicode NFC and with white space collapsed; mail addresses in any case;
- from_display_name without the quotes around it; null is the empty text;
- to and cc as a header would show them (`"Name" <a@b>, c@d`) or as a list of such: the same people in the same
  order, or the same text without its quotes. A field without any address is the empty text.
- attachments by name and number, in any order. A text part that the parser shows inside the body (the HTML as
  `message.html`, further texts as `document.txt`) may be listed or not: it is kept either way. Two files of one
  name may be told apart by a number before the ending or not.
"""

import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from supportterm.exchange import addresses, headers
from supportterm.exchange.mime import ParsedMail, parse


def squeezed(value: object) -> str:
    text = unicodedata.normalize("NFC", "" if value is None else str(value))
    return " ".join(text.split())


def people(value: object) -> list[tuple[str, str]]:
    entries = value if isinstance(value, list) else [value]
    found: list[tuple[str, str]] = []
    for entry in entries:
        if isinstance(entry, dict):
            found.append((squeezed(entry.get("name")), squeezed(entry.get("email") or entry.get("address")).lower()))
        else:
            found += [(squeezed(a.name), a.key) for a in addresses.parse(squeezed(entry)) if a.address]
    return found


def shown(people_of: tuple[addresses.Address, ...]) -> str:
    return ", ".join(f'"{a.name}" <{a.address}>' if a.name else a.address for a in people_of if a.address)


def bare(text: str) -> str:
    return squeezed(text.replace('"', "").replace("\\", "")).lower()


def unnumbered(names: Sequence[str]) -> Counter[str]:
    """Names, `image1.png` as `image.png` where both are."""
    found = {squeezed(n) for n in names}
    plain = (re.sub(r"^([^.]*?)\d+(\..*)?$", r"\1\2", squeezed(n)) for n in names)
    return Counter(p if p in found else squeezed(n) for n, p in zip(names, plain, strict=True))


def differences(mail: ParsedMail, raw: bytes, wanted: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(field, what is wanted, what was read); equal texts when it passed."""
    fields = {name: headers.text_of(value) for name, value in reversed(headers.split(raw).fields)}
    for field, want in wanted.items():
        if field == "from_email":
            yield field, squeezed(want).lower(), (mail.sender.address or mail.sender.name).lower()
        elif field == "from_display_name":
            yield field, squeezed(str(want or "").replace('"', "")), squeezed(mail.sender.name.replace('"', ""))
        elif field == "subject":
            yield field, squeezed(want), squeezed(mail.subject)
        elif field in ("to", "cc"):
            got = mail.to if field == "to" else mail.cc
            header = squeezed(headers.decode_words(fields.get(field, "")))
            text = squeezed(want) if not isinstance(want, list) else ", ".join(squeezed(w) for w in want)
            same = people(want) == [(squeezed(a.name), a.key) for a in got if a.address]
            same = same or bare(text) in (bare(shown(got)), bare(header) if "@" in header else "")
            yield field, text, text if same else shown(got)
        elif field == "attachments":
            names = [squeezed(a.get("filename")) for a in want or ()]
            have = [squeezed(a.name) for a in mail.attachments]
            listed, read, inside = unnumbered(names), unnumbered(have), unnumbered(mail.shown)
            good = not listed - read - inside and not read - listed
            yield field, str(sorted(names)), str(sorted(names if good else have))


def main(folder: str, expect: str) -> int:
    wanted: dict[str, dict[str, Any]] = json.loads(Path(expect).read_text("utf-8"))
    passed = failed = 0
    for name, fields in wanted.items():
        path = next((p for end in (".box", ".eml", "") if (p := Path(folder, name + end)).is_file()), None)
        if path is None:
            failed += len(fields)
            print(f"{name}: no such mail in {folder}")
            continue
        for field, want, got in differences(parse(raw := path.read_bytes()), raw, fields):
            if want == got:
                passed += 1
            else:
                failed += 1
                print(f"{name}: {field}: wanted {want!r}, read {got!r}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))

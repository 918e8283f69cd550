"""Scores the loop guard: `run_caution.py DIR EXPECT.json`.

DIR holds raw mails, NAME.box, NAME.eml, NAME.txt or NAME. EXPECT.json is `{NAME: {"answer": true | false,
"ours": [address, …], "domains": [domain, …], "doors": [list id, …]}}`, or `{NAME: true | false}`: whether a machine
may answer that mail.
Without `ours` nobody asks to whom the mail is addressed. Prints a line for each mail that is judged otherwise, then how
many machines were answered and how many people were not, last `N passed, N failed`; exits 1 when one failed.
"""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from supportterm.exchange.caution import may_answer
from supportterm.exchange.fields import Fields
from supportterm.exchange.mime import parse

ENDINGS = (".box", ".eml", ".txt", ".raw", "")


def why_not(raw: bytes, wanted: dict[str, Any]) -> str:
    """Why a machine may not answer the mail *raw*; empty when it may."""
    ours, domains, doors = (frozenset(wanted.get(name, ())) for name in ("ours", "domains", "doors"))
    return may_answer(parse(raw), Fields(raw), ours, own_domains=domains, doors=doors)


def main(folder: str, expect: str) -> int:
    wanted: dict[str, Any] = json.loads(Path(expect).read_text("utf-8"))
    passed = failed = answered = withheld = 0
    for name, entry in wanted.items():
        asked = entry if isinstance(entry, dict) else {"answer": entry}
        path = next((p for end in ENDINGS if (p := Path(folder, name + end)).is_file()), None)
        if path is None:
            failed += 1
            print(f"{name}: no such mail in {folder}")
            continue
        reason = why_not(path.read_bytes(), asked)
        if bool(asked["answer"]) is not bool(reason):
            passed += 1
            continue
        failed += 1
        answered += not reason
        withheld += bool(reason)
        print(f"{name}: {'not answered: ' + reason if reason else 'answered, though a machine wrote or spread it'}")
    print(f"{answered} machines answered, {withheld} people not answered")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))

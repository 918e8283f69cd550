"""What is held back as spam: what filters on the way have said."""

import pytest

from supportterm.exchange.fields import Fields
from supportterm.exchange.suspicion import held_for


def held(*lines: str) -> str:
    return held_for(Fields("\r\n".join(("From: a@b.test", *lines, "", "x")).encode()))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("X-Spam-Flag: YES", "X-Spam-Flag says yes"),
        ("X-Spam-Status: Yes, score=15.3 required=5.0 tests=[A]", "a score of 15.3"),
        ("X-Spam-Status: Yes, hits=8.1 required=5.0", "a score of 8.1"),
        ("X-Spam-Level: **********", "10 stars"),
        ("X-Spam: Yes", "X-Spam says yes"),
        ("X-Rspamd-Action: reject", "says reject"),
        ("X-Rspamd-Action: add header", "says add header"),
        ("X-MS-Exchange-Organization-SCL: 6", "spam level is 6"),
        ("X-Forefront-Antispam-Report: CIP:1.2.3.4;SCL:9;SFV:NSPM;", "level of 9"),
        ("X-Forefront-Antispam-Report: CIP:1.2.3.4;SCL:1;SFV:SPM;", "says SPM"),
        ("X-Barracuda-Spam-Flag: YES", "Barracuda"),
        ("X-Bogosity: Spam, tests=bogofilter", "Bogosity"),
        ("X-Spam-Flag: NO\r\nX-Spam-Flag: YES", "X-Spam-Flag says yes"),
    ],
)
def test_a_filters_verdict_holds_a_mail_back_and_is_told(line: str, why: str) -> None:
    assert why in held(line)


@pytest.mark.parametrize(
    "line",
    [
        "Subject: spam",
        "X-Spam-Flag: NO",
        "X-Spam-Status: No, score=-1.9 required=5.0 tests=[YES_WORD]",
        "X-Spam-Level: ***",
        "X-Spam-Level:",
        "X-Rspamd-Action: no action",
        "X-Rspamd-Action: greylist",
        "X-MS-Exchange-Organization-SCL: 1",
        "X-MS-Exchange-Organization-SCL: -1",
        "X-MS-Exchange-Organization-SCL: high",
        "X-Forefront-Antispam-Report: CIP:1.2.3.4;SCL:1;SFV:NSPM;SCLX:9",
        "X-Bogosity: Ham",
        "X-Spam: ",
    ],
)
def test_other_words_of_filters_hold_nothing_back(line: str) -> None:
    assert held(line) == ""

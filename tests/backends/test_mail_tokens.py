"""OAuth2 servers that give another refresh token with each use: the new one counts from then on."""

from loopback import Loopback

from supportterm.backends.mail.account import read
from supportterm.backends.mail.driver import SETTINGS
from supportterm.backends.mail.login import Login
from supportterm.backends.mail.reaching import context


class Kept:
    """A secret where it is kept; *trouble* is why another one can't be."""

    def __init__(self, text: str, trouble: str = "") -> None:
        self.text = text
        self.trouble = trouble

    def __call__(self) -> str:
        return self.text

    def renewed(self, text: str) -> str:
        self.text = text
        return self.trouble


def answered(kept: Kept, **told: object) -> Login:
    with Loopback().serving() as endpoint:
        endpoint.say(200, {"access_token": "a-token", "expires_in": 3600, **told})
        given = {s.name: s.default for s in SETTINGS} | {
            "address": "team@example.org", "imap": "localhost", "smtp": "localhost", "auth": "oauth2",
            "token_url": f"{endpoint.url}/token", "client_id": "desk", "address_key": "00",
        }  # fmt: skip
        login = Login(read(given), kept, lambda: context(""))
        assert b"a-token" in login.answer()
    return login


def test_the_new_one_is_kept_and_the_client_s_secret_stays_behind_it() -> None:
    kept = Kept("first client-secret")
    assert answered(kept, refresh_token="second").remark == "" and kept.text == "second client-secret"


def test_the_same_one_or_none_changes_nothing() -> None:
    kept = Kept("first")
    answered(kept)
    answered(kept, refresh_token="first")
    answered(kept, refresh_token="sec\r\nond")
    answered(kept, refresh_token=["second"])
    assert kept.text == "first"


def test_where_it_can_not_be_kept_people_hear_of_it_and_not_of_the_token() -> None:
    remark = answered(Kept("first", "it comes from $SECRET, which can't be written to"), refresh_token="second").remark
    assert "another refresh token with each use" in remark and "$SECRET" in remark and "second" not in remark

"""Mail servers for tests: one pair for the whole run."""

from collections.abc import Iterator

import pytest

from servers import mail
from servers.debian import NotToBeHad
from servers.mail import MailServers


@pytest.fixture(scope="session")
def mail_servers() -> Iterator[MailServers]:
    """Dovecot and Postfix shared by all tests of this run: each works on mails and mailboxes of its own."""
    try:
        with mail.running() as servers:
            yield servers
    except NotToBeHad as why:
        pytest.skip(str(why))

"""Help Scout over its Inbox API 2.0: conversations are tickets, inboxes are teams."""

from supportterm.backends.helpscout.driver import HELPSCOUT as HELPSCOUT

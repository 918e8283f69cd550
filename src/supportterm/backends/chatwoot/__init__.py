"""Chatwoot over its application API: a conversation is a ticket, a private message a note."""

from supportterm.backends.chatwoot.driver import CHATWOOT as CHATWOOT

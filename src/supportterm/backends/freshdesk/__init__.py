"""Freshdesk over its REST API, version 2."""

from supportterm.backends.freshdesk.driver import FRESHDESK as FRESHDESK

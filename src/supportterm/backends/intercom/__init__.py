"""Intercom's inbox over its REST API, version 2.16."""

from supportterm.backends.intercom.driver import INTERCOM as INTERCOM

"""Zendesk Support over its REST API."""

from supportterm.backends.zendesk.driver import ZENDESK as ZENDESK

"""Zammad over its REST API: articles are replies, internal ones are notes."""

from supportterm.backends.zammad.driver import ZAMMAD as ZAMMAD

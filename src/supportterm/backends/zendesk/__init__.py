"""Zendesk Support over its REST API."""

from supportterm.backends.zendesk.driver import ZENDESK

__all__ = ["ZENDESK"]

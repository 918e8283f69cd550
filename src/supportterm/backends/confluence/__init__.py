"""Confluence Cloud as a knowledge base, over its REST API, version 2."""

from supportterm.backends.confluence.driver import CONFLUENCE as CONFLUENCE

"""Helpjuice as a knowledge base that is read, over its API, version 3."""

from supportterm.backends.helpjuice.driver import HELPJUICE as HELPJUICE

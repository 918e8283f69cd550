"""Redmine 5 over its REST API: issues are tickets, notes are replies, private notes are internal ones."""

from supportterm.backends.redmine.driver import REDMINE as REDMINE

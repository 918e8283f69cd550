"""Drift's conversations, read and answered. Drift is winding down: no more than that is made of it."""

from supportterm.backends.drift.driver import DRIFT as DRIFT

"""Nouns, operations and rules of a help desk. Pure: no I/O, no clock, no random numbers."""

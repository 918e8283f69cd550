"""The demo desk of a made-up company, and desks of any size to measure on."""

from typing import Final

NAME: Final = "Quillbeck Support"
"""What a demo desk is called, and how one is known."""
HERO: Final = "sam"
"""Handle of the agent at the keyboard of a demo desk."""

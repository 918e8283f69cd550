"""Which desk a console is on, as whom, and how it looks: what a command line, a profile or `switch` says of it."""

from typing import NamedTuple


class Destination(NamedTuple):
    """What is empty is as the profile says, else as the settings say."""

    profile: str = ""
    desk: str = ""
    me: str = ""
    theme: str = ""
    keymap: str = ""
    teaches: bool = False
    """With the tutor."""
    spoken: bool = False
    """For a screen reader."""

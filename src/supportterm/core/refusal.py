"""How the desk says no."""


class Refused(Exception):
    """A person asked for something that can't be; the text says why and, where it helps, what to do.

    Nothing has changed when this is raised.
    """


class MovedOn(Refused):
    """The ticket changed since its author last looked; *newer* are the ids of the messages that came since."""

    def __init__(self, words: str, newer: tuple[int, ...]) -> None:
        super().__init__(words)
        self.newer = newer

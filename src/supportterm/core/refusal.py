"""How the desk says no."""


class Refused(Exception):
    """A person asked for something that can't be; the text says why and, where it helps, what to do.

    Nothing has changed when this is raised.
    """

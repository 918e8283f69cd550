"""From the shell into the console: the only import of `tui` outside it."""


def open_console(
    profile: str, desk: str, me: str, theme: str, keymap: str, *, teaches: bool = False, spoken: bool = False
) -> int:
    """Open the console; answers the exit status. What is empty is as the settings say."""
    from supportterm.config.destination import Destination
    from supportterm.tui.start import start

    return start(Destination(profile, desk, me, theme, keymap, teaches, spoken))

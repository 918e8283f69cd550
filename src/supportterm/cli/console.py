"""From the shell into the console: the only import of `tui` outside it."""


def open_console(*, desk: str = "", me: str = "", theme: str = "", keymap: str = "", teaches: bool = False) -> int:
    """Open the console; answers the exit status."""
    from supportterm.tui.start import start

    return start(desk=desk, me=me, theme=theme, keymap=keymap, teaches=teaches)

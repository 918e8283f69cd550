"""A theme by name made into a look. The files are in `themes/`, and in the person's configuration."""

from supportterm.config.marked import ConfigError
from supportterm.config.themes import load_theme
from supportterm.core.refusal import Refused
from supportterm.tui.look import Look


def look_named(name: str, *, colour: bool = True, unicode: bool = True) -> Look:
    """Raises Refused when there is no such theme, or when its file has mistakes.

    Without *colour* it is the terminal's own theme, whose attributes alone tell the cursor and what is urgent.
    """
    try:
        theme = load_theme(name if colour else "terminal")
    except (LookupError, ConfigError) as error:
        raise Refused(str(error.args[0]) if isinstance(error, LookupError) else str(error)) from None
    return Look(theme.styles, colour=colour, unicode=unicode)

"""Templates → answers. Everything put into a template is escaped, but for what `markdown` made safe."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse

from supportterm.core.safe import safe, safe_line
from supportterm.gateway import context, forms

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER: Final = Path(__file__).parent / "templates"
_LINE: Final = 300


@cache
def _templates() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["line"] = lambda text: safe_line(text, _LINE)
    made.filters["words"] = lambda text: safe(text, keep_newlines=True)
    return made


def page(
    request: Request,
    template: str,
    *,
    form: str = "",
    status: int = 200,
    headers: dict[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """A page of ours; *form* is the form on it, which gets a pass and the browser a cookie."""
    gateway = context.of(request)
    values |= {"site": gateway.site, "desk": gateway.desk.name, "static": gateway.statics.name_of}
    _, values["here"], *below = request.url.path.split("/")
    values["at_top"] = not below
    values["form_pass"] = forms.pass_for(gateway, request, form) if form else ""
    answer = HTMLResponse(_templates().get_template(template).render(values), status, headers)
    if form:
        forms.remember(gateway, request, answer)
    return answer

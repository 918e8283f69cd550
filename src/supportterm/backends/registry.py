"""The backends there are: those shipped, and those other packages bring by the entry point `supportterm.backends`."""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final

from supportterm.core.refusal import Refused
from supportterm.core.spelling import nearest

if TYPE_CHECKING:
    from supportterm.backends.protocol import Driver

GROUP: Final = "supportterm.backends"
SHIPPED: Final[Mapping[str, str]] = {
    "chatwoot": "supportterm.backends.chatwoot:CHATWOOT",
    "confluence": "supportterm.backends.confluence:CONFLUENCE",
    "django-helpdesk": "supportterm.backends.django_helpdesk:DJANGO_HELPDESK",
    "document360": "supportterm.backends.document360:DOCUMENT360",
    "drift": "supportterm.backends.drift:DRIFT",
    "freshdesk": "supportterm.backends.freshdesk:FRESHDESK",
    "helpjuice": "supportterm.backends.helpjuice:HELPJUICE",
    "helpscout": "supportterm.backends.helpscout:HELPSCOUT",
    "hubspot": "supportterm.backends.hubspot:HUBSPOT",
    "intercom": "supportterm.backends.intercom:INTERCOM",
    "livechat": "supportterm.backends.livechat:LIVECHAT",
    "mail": "supportterm.backends.mail:MAIL",
    "pipedrive": "supportterm.backends.pipedrive:PIPEDRIVE",
    "redmine": "supportterm.backends.redmine:REDMINE",
    "request-tracker": "supportterm.backends.request_tracker:REQUEST_TRACKER",
    "zammad": "supportterm.backends.zammad:ZAMMAD",
    "salesforce": "supportterm.backends.salesforce:SALESFORCE",
    "zendesk": "supportterm.backends.zendesk:ZENDESK",
}
"""Name → where its driver is; loaded when it is asked for. A package can't take over one of these names."""


def names() -> tuple[str, ...]:
    """The names of all drivers, sorted; those of other packages are not loaded for it."""
    return tuple(sorted({*SHIPPED, *_brought()}))


def driver(name: str) -> "Driver":
    """The driver called *name*. Raises Refused when there is none, or a package's can't be loaded or is no driver."""
    place = SHIPPED.get(name) or _brought().get(name)
    if place is None:
        near = nearest(name, names(), 2)
        hint = f"; did you mean {' or '.join(near)}?" if near else f"; there are {', '.join(names())}"
        raise Refused(f"there is no backend {name!r}{hint}")
    module, _, attribute = place.partition(":")
    try:
        found: Driver = getattr(import_module(module), attribute)
    except (Exception, SystemExit) as error:  # another package's code may fail in any way
        raise Refused(f"the backend {name!r} can't be loaded: {type(error).__name__} in {place}") from error
    if wrong := _wrong(found, name):
        raise Refused(f"the backend {name!r} can't be used: {wrong} ({place})")
    return found


def drivers() -> "tuple[Mapping[str, Driver], tuple[str, ...]]":
    """All drivers by name, and a remark on each that can't be loaded."""
    found, remarks = {}, []
    for name in names():
        try:
            found[name] = driver(name)
        except Refused as refused:
            remarks.append(str(refused))
    return found, tuple(remarks)


def _brought() -> dict[str, str]:
    from importlib.metadata import entry_points

    return {point.name: point.value for point in entry_points(group=GROUP) if point.name not in SHIPPED}


def _wrong(found: object, name: str) -> str:
    """What keeps an object from being the driver *name*; empty when nothing does."""
    from supportterm.backends.protocol import Capabilities, Setting

    if not callable(getattr(found, "open", None)):
        return "it has no `open`"
    if getattr(found, "name", None) != name:
        return f"it calls itself {getattr(found, 'name', None)!r}"
    if not isinstance(getattr(found, "capabilities", None), Capabilities):
        return "its `capabilities` are not Capabilities"
    settings = getattr(found, "settings", None)
    if not isinstance(settings, tuple) or not all(isinstance(s, Setting) for s in settings):
        return "its `settings` are not a tuple of Setting"
    for attribute in ("title", "secret"):
        if not isinstance(getattr(found, attribute, None), str):
            return f"its `{attribute}` is no text"
    return "" if isinstance(getattr(found, "proof", None), Mapping) else "its `proof` is no mapping"

"""What `connect` does before it keeps anything: settings and secret are had, and it is tried whether they work."""

import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from supportterm.commands.call import Asking, Call, Dim
from supportterm.commands.credentials import Credentials, credentials_for, for_there, typed
from supportterm.commands.usage import Usage
from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.backends.errors import Invalid, Untrusted
    from supportterm.backends.protocol import Backend, Driver, Setting


FEW: Final = 3
"""Settings that need not be set and are asked for all the same."""


class Report(NamedTuple):
    """What trying a connection showed."""

    account: str
    """Empty when it could not be tried."""
    can: tuple[str, ...]
    lines: tuple[str, ...]
    begins: str = ""
    """The cursor after which all is news, where nothing that is there already has to be read."""
    epoch: str = ""
    """Which store it is, where that can be told."""


class Trial(NamedTuple):
    """A connection as it works."""

    settings: Mapping[str, str]
    credentials: Credentials
    report: Report


def tried(
    call: Call,
    kind: "Driver",
    name: str,
    known: Mapping[str, str],
    given: Mapping[str, str],
    *,
    secret: bool,
    prove: str,
    force: bool,
) -> Trial:
    """A connection called *name*, set as *given* and as *known*, else asked for, and tried.

    Where somebody can be asked, what turns out to be wrong is asked for again. *secret*: a new one is wanted; *prove*:
    key of a ticket there that a note may be written on; *force*: what is only out of reach is good enough. Raises
    Refused, and nothing has been stored.
    """
    from supportterm.backends import errors
    from supportterm.backends.places import places

    settings = _settings(call, kind, {**known, **given}, ask=not known)
    credentials = credentials_for(call, kind, name, wanted=secret)
    before = places(kind, known) if known else ""
    while True:
        if kind.secret and not credentials.new:
            credentials = for_there(call, kind, name, credentials, before, places(kind, settings))
        try:
            report = _try(kind, settings, credentials, prove=prove, force=force, first=not known)
            return Trial(settings, credentials, report)
        except errors.Invalid as error:
            settings = settings | _set_right(call, kind, settings, error)
        except errors.AuthFailed as error:
            if call.ask is None or not credentials.new:
                hint = "" if credentials.new else f"; `connect {name} --secret` asks for another {kind.secret}"
                raise Refused(f"{kind.title} can't be used so: {error}{hint}; nothing was stored") from None
            credentials = typed(call, kind, f"{error}: once more")
        except errors.Untrusted as error:
            if call.ask is None:
                raise Refused(f"{kind.title} can't be used so: {error}; nothing was stored") from None
            settings = settings | _trusted(call, kind, settings, error)
        except errors.NotThere as error:
            right = "is there such a ticket" if prove else "is the address right"
            raise Refused(f"{kind.title} can't be used so: {error} ({right}?); nothing was stored") from None
        except errors.RemoteError as error:
            raise Refused(f"{kind.title} can't be used so: {error}; nothing was stored") from None


def _settings(call: Call, kind: "Driver", given: Mapping[str, str], *, ask: bool) -> dict[str, str]:
    """Every setting of the driver, asked for where it is missing."""
    there = {s.name for s in kind.settings}
    strange = sorted(set(given) - there)
    if strange:
        has = f"there are {', '.join(s.name for s in kind.settings)}" if there else "it has none"
        raise Usage(f"{kind.title} has no setting {strange[0]!r}; {has}")
    asked = _ask_for(call, [s for s in kind.settings if s.ask and s.name not in given]) if ask else {}
    values = {}
    for setting in kind.settings:
        value = given.get(setting.name, asked.get(setting.name, setting.default))
        if setting.made and not value:
            value = secrets.token_hex(16)
        if wrong := _unfit(setting, value):
            raise Usage(f"{setting.name} {wrong}: {setting.question} Give it as {setting.name}=…")
        values[setting.name] = value
    return values


def _ask_for(call: Call, settings: Sequence["Setting"]) -> dict[str, str]:
    """What must be known first; where much else could be set, whether somebody wants to."""
    if call.ask is None:
        return {}
    values = {s.name: _asked(call, s, s.default) for s in settings if s.required}
    rest = [s for s in settings if not s.required]
    if len(rest) > FEW:
        names = ", ".join(s.name for s in rest)
        more = call.ask(Asking("Set more than that?", f"there are {names}", "no", ("no", "yes"))).strip()
        rest = rest if more == "yes" else []
    return values | {s.name: _asked(call, s, s.default) for s in rest}


def _unfit(setting: "Setting", value: str) -> str:
    """What is wrong with a value, as far as can be seen from here."""
    if setting.required and not value:
        return "is missing"
    if setting.choices and value and value not in setting.choices:
        return f"is {' or '.join(setting.choices)}, not {value!r}"
    return ""


def _asked(call: Call, setting: "Setting", default: str, remark: str = "") -> str:
    assert call.ask is not None
    while True:
        asking = Asking(setting.question, remark or setting.help, default, setting.choices)
        value = call.ask(asking).strip()
        remark = _unfit(setting, value)
        if not remark:
            return value
        remark = f"it {remark}"


def _set_right(call: Call, kind: "Driver", settings: Mapping[str, str], error: "Invalid") -> dict[str, str]:
    """What the driver did not take, asked for again."""
    wrong = [s for s in kind.settings if s.name in error.fields]
    if call.ask is None or not wrong:
        raise Usage(str(error)) from None
    return {s.name: _asked(call, s, settings[s.name], error.fields[s.name]) for s in wrong}


def _trusted(call: Call, kind: "Driver", settings: Mapping[str, str], error: "Untrusted") -> dict[str, str]:
    """Whose certificates are trusted, asked for again; who has nobody else to trust may have mistyped the host."""
    words = f"{error}. Ask who runs it for the certificate of their authority; leave it as it is to try another host"
    ours = [s for s in kind.settings if s.name == "ca_file"]
    given = {s.name: _asked(call, s, settings[s.name], words) for s in ours}
    if any(given[s.name] != settings[s.name] for s in ours):
        return given
    return {s.name: _asked(call, s, settings[s.name], str(error)) for s in kind.settings if s.place and s.required}


def _try(
    kind: "Driver", settings: Mapping[str, str], credentials: Credentials, *, prove: str, force: bool, first: bool
) -> Report:
    """Who we are there and what can be done; *first*: also how much there is to read. Raises the errors of backends."""
    from supportterm.backends import errors
    from supportterm.backends.abilities import abilities
    from supportterm.backends.protocol import Measured, Provable
    from supportterm.backends.words import extent, lost_answer, sends
    from supportterm.core.abilities import can_words, cannot_words

    backend = kind.open(settings, credentials)
    try:
        who = backend.probe()
        remarks = list(who.remarks)
        if prove and isinstance(backend, Provable):
            remarks = list(backend.prove(prove)) or ["proved: what is written there is found again"]
        elif prove:
            remarks.append(f"{kind.title} has nothing to prove")
        can = abilities(backend.capabilities)
        much = []
        if first and isinstance(backend, Measured):
            with suppress(errors.CannotDo):  # an old one may not say
                much = [extent(backend.extent(), kind.title)]
        begins = _beginning(backend) if first else ""
    except (errors.AuthFailed, errors.Invalid):
        raise
    except errors.RemoteError as error:
        if not force:
            raise
        return Report("", abilities(kind.capabilities), (f"it was not tried: {error}",))
    finally:
        backend.close()
    cannot = cannot_words(can)
    lines = [Dim(f"from here you can {can_words(can)}")]
    lines += [Dim(f"what can't be done from here: {cannot}")] if cannot else []
    if sends(backend.capabilities):
        lines.append(Dim(f"when the answer to what was sent is lost, {lost_answer(backend.capabilities)}"))
    return Report(who.account or "nobody in particular", can, (*lines, *much, *remarks), begins, who.epoch)


def _beginning(backend: "Backend") -> str:
    """The cursor after which all is news, where none of what lies in a mailbox already has to be read; else empty."""
    from supportterm.backends.protocol import Helpdesk
    from supportterm.backends.words import is_mail

    if not isinstance(backend, Helpdesk) or not is_mail(backend.capabilities):
        return ""
    page = backend.changes("")
    return page.cursor if not page.items and not page.more else ""

"""What a desk is made of: agents, teams, views, fields, macros, people and organizations."""

from collections.abc import Mapping
from pathlib import Path as File
from typing import Annotated, Literal, get_args

import msgspec

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import Count, Line, Number, Path, PersonName, Query, Text, ViewName, Word, choice
from supportterm.commands.records import changed
from supportterm.commands.registry import SHELL, command
from supportterm.commands.usage import Usage
from supportterm.core.directory import NAMES, is_name
from supportterm.core.nouns import Agent, Macro, Team, View
from supportterm.core.orders import parse_order
from supportterm.core.query import parse
from supportterm.core.refusal import Refused
from supportterm.core.terms import ROLES, SEGMENTS

FieldKind = Annotated[str, choice("kind", "text", "number", "date", "choice")]
RoleName = Annotated[str, choice("role", *ROLES)]
SegmentName = Annotated[str, choice("segment", *SEGMENTS)]
What = Literal["agent", "team", "view", "field", "macro", "rule", "route"]
Nameable = Annotated[What, choice("kind", *get_args(What))]


def _listed(text: str) -> list[str]:
    return [t.strip() for t in text.split(",") if t.strip()]


def _handle(text: str) -> str:
    if not is_name(text.lower()):
        raise Usage(f"{text!r} can't be a handle: {NAMES}")
    return text.lower()


def _put(call: Call, what: What, name: str, known: Agent | Team | View | None, given: Mapping[str, object]) -> Outcome:
    """Define *name*, leaving what is *known* of it where nothing is given."""
    spec: dict[str, object] = msgspec.to_builtins(known) if known is not None else {}
    spec |= {key: value for key, value in given.items() if value not in ("", [], None)}
    spec.pop("name" if what == "view" else "handle", None)
    return changed(call.desk.define(what, name, spec))


@command("agent add", group="desk", examples=("agent add dana --name 'Dana Reyes' --teams support",))
def agent(
    call: Call,
    handle: Word,
    *,
    name: Line = "",
    email: Line = "",
    teams: Line = "",
    signature: Line = "",
    user: Word = "",
    role: RoleName = "",
    skills: Line = "",
    capacity: Number | None = None,
    phone: Line = "",
) -> Outcome:
    """Add an agent, or change one; an option that is not given leaves what is known.

    `--user` is the Unix user on a shared desk. `--role` says what they may do: an admin all, a lead also macros and
    views, a light agent only notes; roles hold once one is given, the first to an admin. `--skills german,billing` is
    what routes ask for, `--capacity` how many open tickets they get, 0 any number. `--phone` is their number or
    extension, by which a telephone system names them.
    """
    known = {t.handle for t in call.desk.teams()}
    strange = [t for t in _listed(teams) if t not in known]
    if strange:
        raise Refused(f"there is no team {strange[0]!r}; add it first with `team add {strange[0]} --tier 1`")
    given: dict[str, object] = {"name": name, "email": email.lower(), "teams": _listed(teams), "signature": signature}
    given |= {"unix_user": user, "role": role, "skills": _listed(skills.lower()), "capacity": capacity}
    given["phone"] = phone
    who = _handle(handle)
    return _put(call, "agent", who, next((a for a in call.desk.agents() if a.handle == who), None), given)


@command("team add", group="desk", examples=("team add backend --name Backend --tier 2",))
def team(
    call: Call,
    handle: Word,
    *,
    name: Line = "",
    tier: Number | None = None,
    signature: Line = "",
    auto_reply: Text = "",
    schedule: Word = "",
) -> Outcome:
    """Add a team of tier 1, 2 or 3, or change one; an option that is not given leaves what is known.

    `--auto-reply` is sent once to who opens a ticket by mail, never to a machine; `{{ number }}`, `{{ subject }}` and
    `{{ name }}` are filled in, `-` reads it from standard input, `none` ends it. `--schedule` names the hours in which
    it works; a desk file declares them.
    """
    if tier not in (None, 1, 2, 3):
        raise Usage("a tier is 1, 2 or 3")
    who = _handle(handle)
    known = next((t for t in call.desk.teams() if t.handle == who), None)
    title = name or ("" if known else who.capitalize())
    if auto_reply.strip() == "none":
        known, auto_reply = known and msgspec.structs.replace(known, auto_reply=""), ""
    given = {"name": title, "tier": tier, "signature": signature, "schedule": schedule}
    given["auto_reply"] = auto_reply.strip()
    return _put(call, "team", who, known, given)


@command("view add", group="desk", examples=("view add vip 'is:active segment:enterprise' --order priority --key v",))
def view(
    call: Call,
    name: Word,
    query: Query,
    *,
    title: Line = "",
    order: Word = "",
    key: Word = "",
    columns: Line = "",
    group: Word = "",
    mine: bool = False,
) -> Outcome:
    """Save a query as a view, or change one; an option that is not given leaves what is known.

    `--columns subject,from,due` says what is told of each ticket, `--group status` what they are put together by;
    `--mine`: nobody else sees it.
    """
    parse(query)
    try:
        if order:
            parse_order(order)
    except ValueError as error:
        raise Usage(str(error)) from None
    called = _handle(name)
    known = next((v for v in call.desk.views() if v.name == called), None)
    title = title or ("" if known else name.capitalize())
    if known is not None and known.owner not in ("", call.desk.me):
        raise Refused(f"{known.owner} has a view {called!r} of their own; choose another name")
    owner = call.desk.me if mine else ""
    told = {"columns": _listed(columns), "group": group, "owner": owner}
    return _put(call, "view", called, known, {"title": title, "query": query, "order": order, "key": key, **told})


@command("field add", group="desk", examples=("field add plan --kind choice --choices free,pro",))
def field(call: Call, name: Word, *, title: Line = "", kind: FieldKind = "text", choices: Line = "") -> Outcome:
    """Add a custom field."""
    if kind == "choice" and not _listed(choices):
        raise Usage("a field of kind choice needs --choices one,two,…")
    spec: dict[str, object] = {"title": title or name.capitalize(), "kind": kind, "choices": _listed(choices)}
    return changed(call.desk.define("field", _handle(name), spec))


@command("macro add", faces=(SHELL,), group="desk", examples=("macro add macros/refund.yaml",))
def macro(call: Call, file: Path) -> Outcome:
    """Add a macro from a YAML file, or all of a folder: name, title, reply, note, commands, when, then."""
    from supportterm.config.macros import load_macros

    found: tuple[Macro, ...] = load_macros(File(file).expanduser())
    with call.desk.together():
        for one in found:
            spec: dict[str, object] = {
                "title": one.title,
                "reply": one.reply,
                "note": one.note,
                "commands": list(one.commands),
                "then": one.then,
                "when": one.when,
            }
            call.desk.define("macro", one.name, spec)
    return Outcome(f"{len(found)} macro{'' if len(found) == 1 else 's'} added: {', '.join(m.name for m in found)}")


@command("remove", group="desk", examples=("remove view vip",))
def remove(call: Call, what: Nameable, name: Word) -> Outcome:
    """Take away an agent, team, view, field, macro, rule or route; what they did stays."""
    return changed(call.desk.define(what, name, None))


@command("person set", group="desk", examples=("person set dana@acme.test --name 'Dana Reyes' --organization Acme",))
def person(
    call: Call,
    email: PersonName,
    *,
    name: Line = "",
    phone: Line = "",
    organization: Line = "",
    title: Line = "",
    notes: Line = "",
) -> Outcome:
    """Add a customer, or change one; an option that is not given leaves what is known."""
    of = call.desk.organization_named(organization) if organization else None
    call.desk.put_person(
        email=email.lower(),
        name=name or None,
        phone=phone or None,
        organization=of,
        title=title or None,
        notes=notes or None,
    )
    return Outcome(f"{email} is known")


@command(
    "organization set",
    group="desk",
    examples=("organization set Acme --domain acme.test --segment enterprise --manager dana",),
)
def organization(
    call: Call,
    name: Word,
    *,
    domain: Word = "",
    segment: SegmentName = "",
    manager: Word = "",
    notes: Line = "",
) -> Outcome:
    """Add an organization, or change one.

    Who is met with an address in its mail `--domain` from then on belongs to it.
    """
    call.desk.put_organization(
        name=name, domain=domain or None, segment=segment or None, manager=manager or None, notes=notes or None
    )
    return Outcome(f"{name} is known")


@command("teams", faces=(SHELL,), group="desk")
def teams(call: Call) -> Outcome:
    """List teams with their tiers."""
    found = call.desk.teams()
    return Outcome(
        records=[{"handle": t.handle, "name": t.name, "tier": t.tier, "auto_reply": t.auto_reply} for t in found],
        lines=[f"{t.handle:<14} tier {t.tier}  {t.name}" for t in found]
        or ["no teams yet: `team add HANDLE --tier 1`"],
    )


@command("macros", faces=(SHELL,), group="desk")
def macros(call: Call) -> Outcome:
    """List macros."""
    found = call.desk.macros()
    return Outcome(
        records=[{"name": m.name, "title": m.title, "commands": list(m.commands)} for m in found],
        lines=[f"{m.name:<24} {m.title}" for m in found] or ["no macros yet: `macro add FILE`"],
    )


@command("view list", faces=(SHELL,), group="desk")
def view_list(call: Call) -> Outcome:
    """List views with their queries."""
    found = call.views
    return Outcome(
        records=[{"name": v.name, "title": v.title, "query": v.query, "order": v.order, "key": v.key} for v in found],
        lines=[f"{v.name:<14} {v.key or ' '}  {v.query}  ({v.order})" for v in found],
    )


@command("view show", faces=(SHELL,), group="desk", examples=("view show mine",))
def view_show(call: Call, name: ViewName, *, limit: Count = 50) -> Outcome:
    """List the tickets of a view."""
    from supportterm.commands.list_ import list_

    found = next(v for v in call.views if v.name == name)
    return list_(call, found.query, order=found.order, limit=limit)

"""What a desk file may hold. The JSON schema for editors is made from these types, so what they say people read."""

import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from supportterm.config.desk_types import Dates, Length, Question, Several, Tree, Week, Zone
from supportterm.config.typed import ReadsItself
from supportterm.core.bot_phrases import SHIPPED
from supportterm.core.orders import ORDERS
from supportterm.core.routing import WAYS
from supportterm.core.rules import EVENTS
from supportterm.core.surveys import AGAIN, KINDS
from supportterm.core.terms import CHANNELS
from supportterm.core.views import COLUMNS

Meta = msgspec.Meta
Shape = msgspec.Struct


def made(kind: Callable[[], Any]) -> Any:
    """The default of a field that is of no plain type."""
    return msgspec.field(default_factory=kind)


class AgentEntry(Shape, frozen=True, forbid_unknown_fields=True):
    """Somebody who works here. What is left out stays as it is; for who is new it is nothing, and `agent`."""

    name: Annotated[str | None, Meta(description="Their name; at first the handle.", examples=["Dana Reyes"])] = None
    email: Annotated[str | None, Meta(description="Their own address.", examples=["dana@acme.test"])] = None
    role: Annotated[
        Literal["agent", "lead", "admin", "light"] | None,
        Meta(description="What they may do: admin all, lead also macros and views, light only notes."),
    ] = None
    skills: Annotated[Several | None, Meta(description="What they know, small words that routes ask for.")] = None
    capacity: (
        Annotated[int, Meta(description="How many open tickets routing gives them; 0 any number.", ge=0)] | None
    ) = None
    signature: Annotated[str | None, Meta(description="Stands below what they write to customers.")] = None
    phone: Annotated[
        str | None,
        Meta(description="Their number or extension, by which a telephone system names them.", examples=["12"]),
    ] = None
    user: Annotated[str | None, Meta(description="Their Unix user, on a desk that several share.")] = None


class TeamEntry(Shape, frozen=True, forbid_unknown_fields=True):
    """Agents who work one queue."""

    name: Annotated[str, Meta(description="What people call it; the handle when it is left out.")] = ""
    tier: Annotated[int, Meta(description="1 answers first, 3 is the last to be asked.", ge=1, le=3)] = 1
    members: Annotated[Several, Meta(description="Handles of its agents.")] = made(Several)
    schedule: Annotated[str, Meta(description="By which it works; day and night when it is left out.")] = ""
    signature: Annotated[str, Meta(description="Stands below what its agents write to customers.")] = ""
    auto_reply: Annotated[
        str,
        Meta(description="Sent once to who opens a ticket by mail; {{ number }}, {{ subject }}, {{ name }} work."),
    ] = ""


class ScheduleEntry(Shape, frozen=True, forbid_unknown_fields=True):
    """When people work. A change makes a new version; deadlines that run keep the one they ran under."""

    zone: Annotated[Zone, Meta(description="Its time zone.")]
    hours: Annotated[Week, Meta(description="Hours by weekday, several spans a day; or `always`.")]
    holidays: Annotated[
        Several,
        Meta(description="Countries, or parts of them, whose public holidays are closed: DE, DE-BY."),
    ] = made(Several)
    calendars: Annotated[
        Several, Meta(description="iCal files beside this one; their whole days are closed. Read by `apply`.")
    ] = made(Several)
    dates: Annotated[
        Dates, Meta(description="Hours of single dates, instead of their weekday's and of any holiday.")
    ] = made(Dates)
    breaks: Annotated[Dates, Meta(description="Hours in which it is closed on single dates.")] = made(Dates)


class PromiseEntry(Shape, frozen=True, forbid_unknown_fields=True):
    """How soon, by priority. A priority that is left out is promised nothing, unless `others` says."""

    urgent: Length | None = None
    high: Length | None = None
    normal: Length | None = None
    low: Length | None = None
    others: Annotated[Length | None, Meta(description="Every priority that is not named.")] = None
    hours: Annotated[Literal["open", "calendar"], Meta(description="Whether open hours count, or day and night.")] = (
        "open"
    )
    pause: Annotated[
        Several | None, Meta(description="In which statuses the clock stands still.", examples=[["pending", "on-hold"]])
    ] = None
    warn: Annotated[Length, Meta(description="So long before the deadline it is told.")] = made(Length)


class WhenEntry(Shape, frozen=True, forbid_unknown_fields=True):
    """Of each list one must fit; what is left out asks nothing."""

    priority: Several = made(Several)
    segment: Several = made(Several)
    organization: Annotated[Several, Meta(description="Names of organizations.")] = made(Several)
    tag: Several = made(Several)
    channel: Several = made(Several)


class PolicyEntry(Shape, frozen=True, forbid_unknown_fields=True):
    """What is promised to whom. The first policy that fits a ticket applies."""

    schedule: Annotated[str, Meta(description="In whose open hours it counts.")]
    when: Annotated[WhenEntry, Meta(description="For which tickets; all when it is left out.")] = made(WhenEntry)
    first_reply: Annotated[PromiseEntry | None, Meta(description="From the customer's question to an answer.")] = None
    next_reply: Annotated[PromiseEntry | None, Meta(description="From a further message to an answer.")] = None
    update: Annotated[PromiseEntry | None, Meta(description="From one public answer to the next.")] = None
    wait: Annotated[PromiseEntry | None, Meta(description="How long the customer waits in all.")] = None
    resolution: Annotated[PromiseEntry | None, Meta(description="From the question until it is solved.")] = None


class RouteEntry(Shape, frozen=True, forbid_unknown_fields=True):
    """Where tickets go. The first that fits and names one gives the team, the first that finds one the agent."""

    title: str = ""
    when: Annotated[Question, Meta(description="For which tickets, a query; all when it is left out.")] = made(Question)
    team: Annotated[str, Meta(description="Handle of the team; left out, the team stays as it is.")] = ""
    by: Annotated[
        Literal["", "longest-idle", "least-loaded", "sticky", "manager"],
        Meta(description="How an agent is found: " + "; ".join(f"{way}: {words}" for way, words in WAYS.items()) + "."),
    ] = ""
    skills: Annotated[Several, Meta(description="What the agent must know.")] = made(Several)


class RuleEntry(Shape, frozen=True, forbid_unknown_fields=True):
    """What the desk does by itself. With `on` it follows a change, with `after` it follows time."""

    title: str = ""
    on: Annotated[Several, Meta(description=f"Any of {', '.join(EVENTS)}, field.NAME.")] = made(Several)
    after: Annotated[str, Meta(description="How long `when` has held.", examples=["3d", "2 business days"])] = ""
    when: Annotated[Question, Meta(description="For which tickets, a query.")] = made(Question)
    do: Annotated[Several, Meta(description="Command lines, without the ticket's number.")] = made(Several)
    stop: Annotated[bool, Meta(description="The rules after it are not asked.")] = False
    off: Annotated[bool, Meta(description="It waits to be switched on.")] = False


class MacroEntry(Shape, frozen=True, forbid_unknown_fields=True):
    """A prepared answer, and what goes with it."""

    title: str = ""
    reply: Annotated[str, Meta(description="A Liquid template, to the customer.")] = ""
    note: Annotated[str, Meta(description="A Liquid template, to colleagues.")] = ""
    commands: Annotated[Several, Meta(description="Command lines, without the ticket's number.")] = made(Several)
    then: Annotated[Literal["stay", "next", "close"], Meta(description="What the console does afterwards.")] = "stay"
    when: Annotated[Question, Meta(description="Which tickets it can be used on, a query.")] = made(Question)


class ViewEntry(Shape, frozen=True, forbid_unknown_fields=True):
    """A query that is kept in the sidebar."""

    query: Annotated[Question, Meta(description="What is in it, in the query language.")]
    title: str = ""
    order: Annotated[
        str,
        Meta(
            description=f"One of {', '.join(ORDERS)}; a minus before it turns it round.",
            pattern=rf"^-?({'|'.join(ORDERS)})$",
            examples=["-updated"],
        ),
    ] = "-updated"
    key: Annotated[str, Meta(description="The key after `g` that opens it.", pattern=r"^.?$", examples=["v"])] = ""
    columns: Annotated[
        Several,
        Meta(description=f"What is told of each ticket: {', '.join(COLUMNS)}, field.NAME; left out, what has room."),
    ] = made(Several)
    group: Annotated[
        Literal["", "status", "priority", "assignee", "team", "tier", "channel", "day"],
        Meta(description="What tickets are put together by."),
    ] = ""


class FieldEntry(Shape, frozen=True, forbid_unknown_fields=True):
    """A custom field of tickets."""

    title: str = ""
    kind: Literal["text", "number", "date", "choice", "tree"] = "text"
    choices: Annotated[Tree, Meta(description="A list; for a tree also tables of lists.")] = made(Tree)


class OrganizationEntry(Shape, frozen=True, forbid_unknown_fields=True):
    """A customer that is more than one person. What is left out stays as it is."""

    segment: Literal["free", "paid", "enterprise"] | None = None
    domain: Annotated[str | None, Meta(description="Who is met with an address there belongs to it.")] = None
    manager: Annotated[str | None, Meta(description="Handle of the account manager.")] = None
    notes: str | None = None


class SurveyEntry(Shape, frozen=True, forbid_unknown_fields=True):
    """What customers are asked when it is over."""

    kind: Annotated[
        Literal["csat", "nps"], Meta(description="; ".join(f"{kind}: {words}" for kind, words in KINDS.items()) + ".")
    ] = "csat"
    title: str = ""
    question: str = ""
    scale: Annotated[int, Meta(description="How many answers there are to choose from: 2, 3 or 5.", ge=2, le=5)] = 5
    after: Annotated[Length, Meta(description="How long after it was solved.")] = made(Length)
    again: Annotated[Length, Meta(description="So long nobody is asked it twice.")] = made(lambda: Length(AGAIN))
    when: Annotated[Question, Meta(description="For which tickets, a query.")] = made(Question)
    comment: Annotated[str, Meta(description="What is asked besides, in free words.")] = ""
    off: bool = False


class IncomingEntry(Shape, frozen=True, forbid_unknown_fields=True):
    """What a program elsewhere tells by a webhook. Texts are templates over the JSON that it sends."""

    title: str = ""
    kind: Annotated[
        Literal["ticket", "call"], Meta(description="ticket: it becomes one; call: a telephone system tells of a call.")
    ] = "ticket"
    subject: Annotated[str, Meta(description="Of the ticket.", examples=["Order {{ order.id }}: {{ reason }}"])] = ""
    body: Annotated[str, Meta(description="What who asks wrote.")] = ""
    email: Annotated[str, Meta(description="Who asks, by their address,", examples=["{{ customer.email }}"])] = ""
    phone: Annotated[str, Meta(description="by their number,")] = ""
    person: Annotated[str, Meta(description="or by name alone.")] = ""
    key: Annotated[str, Meta(description="What has the same belongs to one ticket; left out, each opens one.")] = ""
    when: Annotated[str, Meta(description="Empty or `false` once it is filled in: nothing comes of it.")] = ""
    priority: str = ""
    status: str = ""
    fields: Annotated[dict[str, str], Meta(description="Custom fields, by name.")] = made(dict)
    team: Annotated[str, Meta(description="Handle of the team that gets it; left out, routing finds one.")] = ""
    tags: Several = made(Several)
    state: Annotated[str, Meta(description="Of a call: ringing, talking, ended or missed, or what means it.")] = ""
    direction: Annotated[str, Meta(description="Of a call: `out` when we call; in when it says nothing.")] = ""
    agent: Annotated[str, Meta(description="Whose call it is: a handle, an address or a number.")] = ""
    off: bool = False


class WebhookEntry(Shape, frozen=True, forbid_unknown_fields=True):
    """A program elsewhere that is told what happens, or what a rule announces to it. Its secret is kept elsewhere."""

    title: str = ""
    url: Annotated[str, Meta(description="Where it is told.", examples=["https://example.org/hook"])] = ""
    on: Annotated[Several, Meta(description=f"Any of {', '.join(EVENTS)}, field.NAME.")] = made(Several)
    idempotent: Annotated[
        bool, Meta(description="It drops what it has by its id: what may have arrived is told once more.")
    ] = False
    off: bool = False


class PhrasesEntry(Shape, frozen=True, forbid_unknown_fields=True):
    """What the bot says, instead of what it is shipped with."""

    source: Annotated[str, Meta(description="Before the article's name.", examples=["From our help centre:"])] = ""
    asks: Annotated[str, Meta(description="Below an answer: whether it helped, and what to say if it did.")] = ""
    hands_over: Annotated[str, Meta(description="When a person takes over after an answer that did not help.")] = ""
    solved: Annotated[str, Meta(description="To who said that it helped.")] = ""
    yes: Annotated[str, Meta(description="Words that say so, commas between them.", examples=["jo, genau"])] = ""


class LanguageEntry(PhrasesEntry, frozen=True, forbid_unknown_fields=True):
    """The same to who writes in one language."""

    greeting: str = ""


class BotEntry(Shape, frozen=True, forbid_unknown_fields=True):
    """The first answer, out of the knowledge base."""

    active: bool = False
    channels: Annotated[Several, Meta(description=f"Any of {', '.join(CHANNELS)}.")] = made(lambda: Several(("chat",)))
    segments: Annotated[Several, Meta(description="Whose questions it answers; empty: everybody's.")] = made(Several)
    greeting: str = ""
    tries: Annotated[int, Meta(description="How often it answers before a person does.", ge=1, le=10)] = 2
    team: Annotated[str, Meta(description="Who gets what it can't answer.")] = ""
    closed_only: Annotated[bool, Meta(description="Only while the team is not at work.")] = False
    phrases: Annotated[PhrasesEntry, Meta(description="What it says to everybody.")] = made(PhrasesEntry)
    languages: Annotated[
        dict[str, LanguageEntry], Meta(description=f"What it says to who writes in one of {', '.join(SHIPPED)}.")
    ] = made(dict)


class DeskFile(Shape, frozen=True, forbid_unknown_fields=True):
    """A help desk, declared.

    A section that is there says all there is of its kind, and what it does not name is taken away; one that is left out
    leaves the desk as it is. Organizations are only added and changed.
    """

    elsewhere: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("users", "staff"), "agents"),
        **dict.fromkeys(("groups", "departments"), "teams"),
        **dict.fromkeys(("business_hours", "hours", "calendars"), "schedules"),
        **dict.fromkeys(("sla", "slas", "sla_policies"), "policies"),
        **dict.fromkeys(("triggers", "automations", "workflows"), "rules"),
        **dict.fromkeys(("canned_responses", "templates"), "macros"),
        **dict.fromkeys(("ticket_fields", "custom_fields", "forms"), "fields"),
        **dict.fromkeys(("csat", "nps"), "surveys"),
    }
    """What other help desks call a section, and which it is here."""
    name: Annotated[str | None, Meta(description="What customers read as the desk's name.")] = None
    agents: Annotated[dict[str, AgentEntry] | None, Meta(description="Who works here, by handle.")] = None
    teams: Annotated[dict[str, TeamEntry] | None, Meta(description="By handle.")] = None
    schedules: Annotated[dict[str, ScheduleEntry] | None, Meta(description="Open hours, by name.")] = None
    policies: Annotated[dict[str, PolicyEntry] | None, Meta(description="Promises (SLA), in order.")] = None
    routes: Annotated[dict[str, RouteEntry] | None, Meta(description="In the order in which they are asked.")] = None
    rules: Annotated[dict[str, RuleEntry] | None, Meta(description="In the order in which they are asked.")] = None
    macros: Annotated[dict[str, MacroEntry] | None, Meta(description="By name.")] = None
    views: Annotated[dict[str, ViewEntry] | None, Meta(description="In the order of the sidebar.")] = None
    fields: Annotated[dict[str, FieldEntry] | None, Meta(description="Custom fields, by name.")] = None
    organizations: Annotated[dict[str, OrganizationEntry] | None, Meta(description="By name.")] = None
    surveys: Annotated[dict[str, SurveyEntry] | None, Meta(description="By name.")] = None
    incoming: Annotated[dict[str, IncomingEntry] | None, Meta(description="Webhooks in, by name.")] = None
    webhooks: Annotated[dict[str, WebhookEntry] | None, Meta(description="Webhooks out, by name.")] = None
    bot: Annotated[BotEntry | None, Meta(description="The bot's settings.")] = None


def schema_text() -> str:
    """The JSON schema of a desk file, for editors."""

    def of(kind: type) -> dict[str, Any]:
        if issubclass(kind, ReadsItself):
            return kind.schema()
        raise NotImplementedError

    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A desk file of supportterm"}
    made |= msgspec.json.schema(DeskFile, schema_hook=of)
    return json.dumps(made, indent=2, ensure_ascii=False)

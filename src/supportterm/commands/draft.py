"""`draft`: a language model writes a first version of a reply, from articles that it names."""

from typing import TYPE_CHECKING, Final

from supportterm.commands.call import Bold, Call, Dim, Outcome
from supportterm.commands.kinds import OneTicket, Text
from supportterm.commands.llm import OFF, Model, key_of, model_here
from supportterm.commands.records import number_of
from supportterm.commands.registry import command
from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.core.drafting import Drafted, Material

_NOTHING_NEAR: Final = (
    "no article that this customer may read comes near: a draft would have nothing to stand on. Say in a few words "
    "what it is to say (`draft {} …`), or link an article"
)


@command(
    "draft",
    contexts=("queue", "ticket", "chat", "compose"),
    group="knowledge",
    slow=True,
    examples=(
        "draft 12",
        "draft 12 'we refund it, within five days'",
        "draft 12 --prompt",
        "draft 12 --json | jq -r .body",
    ),
)
def draft(call: Call, ticket: OneTicket, hint: Text = "", *, prompt: bool = False) -> Outcome:
    """Let a language model draft a reply from the articles that its customer may read.

    It is off until config.yaml names one under `llm`. It is given what this customer wrote on this ticket and articles,
    without passwords, keys, card numbers and mail addresses; HINT is what you want said. `--prompt` shows what would be
    sent, to the letter, and sends nothing.

    In the console the draft goes below what you have written, for you to check; nothing is ever sent by itself. What it
    stands on is named, and said when it stands on nothing.
    """
    from supportterm.assist.drafts import material

    model = model_here()
    if model is None and not prompt:
        raise Refused(OFF)
    found = material(call.desk, ticket, hint)
    if prompt:
        return _shown(model, found)
    assert model is not None
    if not found.articles and not found.hint:
        raise Refused(_NOTHING_NEAR.format(number_of(call.desk.label(ticket))))
    key = key_of(call, model)
    call.meanwhile(lambda console: console.writing.compose(ticket))
    return _told(call, ticket, model, _asked(call, model, key, found))


def _asked(call: Call, model: Model, key: str, material: "Material") -> "Drafted":
    from supportterm.assist.llm import ask, request
    from supportterm.core.drafting import messages, read

    body = request(model.name, messages(material))
    answer = ask(model.url, key, body, seconds=model.seconds, stopped=call.stopped)
    return read(answer.text, material, whole=answer.whole)


def _shown(model: Model | None, material: "Material") -> Outcome:
    from supportterm.assist.llm import request
    from supportterm.core.drafting import messages

    body = request(model.name if model is not None else "", messages(material))
    lines: list[str] = [
        Dim(f"would be sent to {model.host}:" if model is not None else f"would be sent nowhere: {OFF}")
    ]
    for message in body["messages"]:
        lines += [Bold(message["role"]), *message["content"].splitlines()]
    return Outcome(records=[body], lines=lines)


def _told(call: Call, ticket: int, model: Model, drafted: "Drafted") -> Outcome:
    from supportterm.core.drafting import links

    text, about = drafted.text, _about(drafted)
    if drafted.cited and (where := call.desk.portal.address):
        text = f"{text}\n\n{links(drafted.cited, where)}"
    record = {
        "number": number_of(call.desk.label(ticket)),
        "body": text,
        "sources": [{"article": one.slug, "title": one.title} for one in drafted.cited],
        "remarks": list(drafted.remarks),
        "model": model.name,
    }
    lines = [*text.splitlines(), "", *(Dim(f"from {one.slug}: {one.title}") for one in drafted.cited)]
    lines += [Bold(remark) for remark in drafted.remarks]
    return Outcome(records=[record], lines=lines, shows=lambda console: console.writing.propose(ticket, text, about))


def _about(drafted: "Drafted") -> tuple[str, ...]:
    """What stands above the draft while it is being checked."""
    sources = ", ".join(one.slug for one in drafted.cited)
    return f"drafted from {sources}" if sources else "drafted by a machine", *drafted.remarks

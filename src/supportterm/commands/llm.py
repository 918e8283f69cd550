"""`llm`: the language model that drafts replies, whether there is one, and its key."""

from typing import NamedTuple

from supportterm.commands.call import Asking, Call, Outcome
from supportterm.commands.registry import command
from supportterm.commands.usage import Usage
from supportterm.config.marked import ConfigError
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line

OFF = "no language model is set: name its `url` and `model` under `llm` in config.yaml (`config path` says where)"


class Model(NamedTuple):
    """One that is set, and may be asked."""

    url: str
    name: str
    seconds: float
    host: str


@command(
    "llm",
    group="knowledge",
    slow=True,
    examples=("llm", "pass llm | supportterm llm --secret"),
)
def llm(call: Call, *, secret: bool = False) -> Outcome:
    """Say which language model drafts replies; with `--secret` give it the key it wants.

    There is none until config.yaml names its `url` and `model` under `llm`. The key is asked for, or read from standard
    input, and kept for the host of that url: it is sent nowhere else.
    """
    model = model_here()
    if model is None:
        raise Refused(OFF)
    words = f"{model.name} at {model.host}"
    if secret:
        return Outcome(f"{words}; the key is {_keep(call, model)}")
    source = source_of_key(call, model)
    record = {"url": model.url, "model": model.name, "host": model.host, "key": source or None}
    return Outcome(f"{words}; {f'key from {source}' if source else 'no key'}", records=[record])


def model_here() -> Model | None:
    """The model that config.yaml names, None where it names none. Raises Refused for one that can't be asked."""
    from supportterm.config.settings import load

    setting = load().llm
    if not setting.url.strip():
        return None
    from supportterm.assist.llm import host_of

    if not setting.model.strip():
        raise Refused("llm in config.yaml has a url and no model: name one that is there")
    return Model(setting.url.strip(), setting.model.strip(), setting.seconds, host_of(setting.url.strip()))


def key_of(call: Call, model: Model) -> str:
    """The key to send; empty where none is kept. Raises Refused for one that is kept for another host."""
    from supportterm.commands.opening import secrets_of
    from supportterm.config.settings import LLM

    secrets = secrets_of(call.desk.id)
    found = secrets.find(LLM)
    if found is None:
        return ""
    if not _of_ones_own(found.source) and (kept_for := secrets.kept_for(LLM)) != model.host:
        raise Refused(
            f"the key of llm is for {kept_for or 'no host yet'} and is not sent to {model.host}: `llm --secret` asks "
            "for one that is"
        )
    return found.secret.reveal()


def source_of_key(call: Call, model: Model) -> str:
    """Where the key would come from, in words; empty: nowhere. Raises as `key_of`, and runs no command."""
    from supportterm.commands.opening import secrets_of
    from supportterm.config.settings import LLM

    source = secrets_of(call.desk.id).source(LLM)
    if source and not _of_ones_own(source):
        key_of(call, model)
    return source


def stands(call: Call, *, network: bool) -> tuple[bool, str] | None:
    """Whether all is well with it, and one line for `doctor`; None where there is none. Asked only with *network*."""
    try:
        model = model_here()
        if model is None:
            return None
        source = source_of_key(call, model)
        words = f"{model.name} at {model.host}, {f'key from {source}' if source else 'no key'}"
        if not network:
            return True, words
        from supportterm.assist.llm import models

        there = models(model.url, key_of(call, model), stopped=call.stopped)
    except (Refused, ConfigError) as error:
        return False, str(error)
    if there and model.name not in there:
        return False, f"{words}; it answers, and has no model of that name: {safe_line(', '.join(there), 200)}"
    return True, f"{words}; answers"


def _of_ones_own(source: str) -> bool:
    """One in the environment or from a command of the person's own is theirs to point where their config.yaml does."""
    return source.startswith("$") or source == "password_command"


def _keep(call: Call, model: Model) -> str:
    from supportterm.commands.opening import secrets_of
    from supportterm.config.secrets import Secret
    from supportterm.config.settings import LLM

    if call.ask is not None:
        secret = Secret(call.ask(Asking("Key", f"it is sent to {model.host} alone", hidden=True)).strip())
    elif call.read_text is not None:
        secret = Secret(call.read_text().partition("\n")[0].strip())
    else:
        raise Usage("there is nobody to ask: give the key on standard input")
    if not secret.reveal():
        raise Usage("the key is empty; nothing was stored")
    secrets = secrets_of(call.desk.id)
    where = secrets.keep(LLM, secret)
    secrets.is_for(LLM, model.host)
    return where

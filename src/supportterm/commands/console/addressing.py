"""`to`, `cc`, `bcc`, `subject`, `channel`: for whom and about what is being written; `next-chat`, `insert-link`."""

from typing import Annotated

from supportterm.commands.call import Call
from supportterm.commands.kinds import Number, Text, choice
from supportterm.commands.registry import CONSOLE, command
from supportterm.core.terms import CHANNELS

ChannelName = Annotated[str, choice("channel", *CHANNELS)]


@command("to", faces=(CONSOLE,), contexts=("compose",), group="writing", examples=("to dana@acme.test",))
def to(call: Call, addresses: Text = "") -> None:
    """Say to whom the message goes; without addresses, be asked."""
    call.console.writing.address("to", addresses)


@command("cc", faces=(CONSOLE,), contexts=("compose",), group="writing", examples=("cc kim@acme.test, lee@acme.test",))
def cc(call: Call, addresses: Text = "") -> None:
    """Say who gets a copy; without addresses, be asked."""
    call.console.writing.address("cc", addresses)


@command("bcc", faces=(CONSOLE,), contexts=("compose",), group="writing", examples=("bcc audit@acme.test",))
def bcc(call: Call, addresses: Text = "") -> None:
    """Say who gets a copy that the others do not know of; without addresses, be asked."""
    call.console.writing.address("bcc", addresses)


@command("subject", faces=(CONSOLE,), contexts=("compose",), group="writing")
def subject(call: Call, text: Text = "") -> None:
    """Say what the new ticket is about; without a text, be asked."""
    call.console.writing.address("subject", text)


@command("channel", faces=(CONSOLE,), contexts=("compose",), group="writing")
def channel(call: Call, name: ChannelName = "") -> None:
    """Say by which way the new ticket came; without a name, be asked."""
    call.console.writing.address("channel", name)


@command("insert-link", faces=(CONSOLE,), contexts=("kb",), group="writing")
def insert_link(call: Call) -> None:
    """Put a link to the article under the cursor into what is being written."""
    call.console.writing.insert_link()


@command("next-chat", faces=(CONSOLE,), contexts=("chat",), group="reading")
def next_chat(call: Call, by: Number = 1) -> None:
    """Go to the next chat, or with -1 to the one before: those who wait longest come first."""
    call.console.next_chat(by * (call.count or 1))

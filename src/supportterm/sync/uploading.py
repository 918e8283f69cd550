"""Files that are sent before the message that names them, where a remote wants it so."""

from pathlib import Path

from msgspec.structs import replace

from supportterm.backends import errors
from supportterm.backends.protocol import Helpdesk
from supportterm.core.remote import AnyStep, OpenTicket, OutFile, Say


def with_tokens(backend: Helpdesk, step: AnyStep) -> AnyStep:
    """*step* with a token for each file that was sent ahead; as it is where files go with their message.

    Raises errors that say that the step itself was not sent: a file that got there without it harms nobody.
    """
    if not isinstance(step, Say | OpenTicket) or not step.files:
        return step
    return replace(step, files=tuple(_sent_ahead(backend, file) for file in step.files))


def _sent_ahead(backend: Helpdesk, file: OutFile) -> OutFile:
    try:
        return replace(file, token=backend.upload(Path(file.path), file.name, file.media_type))
    except (errors.Uncertain, errors.Unreadable) as error:
        raise errors.Unavailable(f"{file.name} could not be sent ahead: {error}") from error

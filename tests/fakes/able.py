"""What capabilities say can't be done is refused before anything is sent, as a backend should."""

from supportterm.backends.errors import CannotDo
from supportterm.backends.protocol import Capabilities
from supportterm.core.remote import AnyStep, MergeTickets, OpenTicket, PutArticle, Say, SetFields
from supportterm.core.terms import Role


def check(step: AnyStep, can: Capabilities) -> None:
    """Raises CannotDo, and says what."""
    if isinstance(step, OpenTicket | Say) and step.files and not can.files_up:
        raise CannotDo("there is no way to send files")
    match step:
        case OpenTicket() if not can.open_tickets:
            raise CannotDo("there is no way to open tickets")
        case Say():
            allowed = {Role.REPLY: can.reply, Role.NOTE: can.note, Role.FORWARD: can.forward}
            if not allowed.get(step.role, False):
                raise CannotDo(f"there is no way to send what is a {step.role.name.lower()}")
        case SetFields():
            names = {"custom" if field.startswith("field.") else field for field in step.values}
            if names - can.fields:
                raise CannotDo(f"there is no way to set {', '.join(sorted(names - can.fields))}")
            if (step.add or step.remove) and can.tags == "none":
                raise CannotDo("there are no tags")
        case MergeTickets() if not can.merge:
            raise CannotDo("there is no way to merge tickets")
        case PutArticle() if can.articles != "write":
            raise CannotDo("there is no way to write articles")

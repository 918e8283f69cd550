"""What was sent as a form with files, read."""

from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, NamedTuple


class Form(NamedTuple):
    fields: dict[str, Any]
    """`name[]` as a list, `name[inner]` as a mapping; all that is in them is text."""
    files: dict[str, bytes]


def read(content_type: str, raw: bytes) -> Form:
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + raw)
    form = Form({}, {})
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        file = part.get_filename()
        if file is not None:
            form.files[file] = content
        elif name.endswith("[]"):
            form.fields.setdefault(name[:-2], []).append(content.decode())
        elif name.endswith("]"):
            outer, _, inner = name[:-1].partition("[")
            form.fields.setdefault(outer, {})[inner] = content.decode()
        else:
            form.fields[name] = content.decode()
    return form

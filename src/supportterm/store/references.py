"""Whether something that is to be gone is named by what came after it."""

from collections.abc import Mapping
from typing import Final

from supportterm.core.numbers import label
from supportterm.core.operations import SubjectKind
from supportterm.core.refusal import Refused
from supportterm.store.sqlite import Connection


def _says(name: str, value: str = ":number") -> str:
    return f"json_extract(CAST(payload AS TEXT), '$.{name}') = {value}"


_REQUESTER: Final = _says("field", "'requester'")
_ORGANIZATION: Final = _says("field", "'organization'")
_NAMING: Final[Mapping[str, tuple[str, ...]]] = {
    "person": (
        f"kind = 'message' AND {_says('person')}",
        f"kind = 'create' AND {_says('requester')}",
        f"kind = 'set' AND {_REQUESTER} AND {_says('value')}",
    ),
    "organization": (
        f"kind IN ('create', 'person') AND {_says('organization')}",
        f"kind = 'set' AND {_ORGANIZATION} AND {_says('value')}",
    ),
    "article": (f"kind = 'article' AND {_says('article')}",),
}
"""The operations that name one of a kind."""


def check_unnamed(connection: Connection, kind: SubjectKind, number: int, called: str) -> None:
    """Raise Refused when operations that count name the person, organization or article that is to be gone.

    Reads the log from where the thing began: what is taken back is seldom old.
    """
    row = connection.execute(
        f"""SELECT subject_kind, subject FROM operation
        WHERE seq > (SELECT min(seq) FROM operation WHERE subject_kind = :kind AND subject = :number)
        AND ({" OR ".join(_NAMING[kind])})
        AND NOT EXISTS (SELECT 1 FROM change WHERE change.id = operation.change AND change.undone) LIMIT 1""",
        {"kind": kind, "number": number},
    ).fetchone()
    if row is not None:
        where = label(row[1]) if row[0] == "ticket" else f"a {row[0]}"
        raise Refused(f"{called} is named by what came since: see {where}")

"""The query language: one for views, filters, the shell and rules. `fields.FIELDS` says what can be asked."""

from supportterm.core.query.errors import QueryError
from supportterm.core.query.evaluate import Context, Document, Record, documents, evaluate
from supportterm.core.query.fields import FIELDS
from supportterm.core.query.parser import Query, parse
from supportterm.core.query.unparse import unparse

__all__ = [
    "FIELDS",
    "Context",
    "Document",
    "Query",
    "QueryError",
    "Record",
    "documents",
    "evaluate",
    "parse",
    "unparse",
]

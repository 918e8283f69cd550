"""The query language: one for views, filters, the shell and rules. `fields.FIELDS` says what can be asked.

`evaluate` and `unparse` are modules of their own, so that reading a query loads neither the nouns nor more.
"""

from supportterm.core.query.context import Context
from supportterm.core.query.errors import QueryError
from supportterm.core.query.fields import FIELDS
from supportterm.core.query.parser import Query, narrowed, parse

__all__ = ["FIELDS", "Context", "Query", "QueryError", "narrowed", "parse"]

"""Tree → text that parses to the same tree."""

import re

from supportterm.core.query.tree import All, Any, Either, Every, Expression, Node, Not, Term, Test, Text, Value

_SAFE = re.compile(r'[^\s(),"\\<>=][^\s(),"\\]*')


def unparse(node: Node) -> str:
    """The query that *node* was made of, in the plainest spelling. Empty for a query that takes every ticket."""
    match node:
        case All(parts):
            return " ".join(_inside(part, in_all=True) for part in parts)
        case Any(parts):
            return " OR ".join(_inside(part) for part in parts)
        case Not(part):
            return "-" + _inside(part)
        case Test(field, values):
            return f"{field}:" + ",".join(map(_value, values))
        case Text(expression, subject=True):
            terms = expression.parts if isinstance(expression, Either | Every) else (expression,)
            return "subject:" + ",".join(_expression(term) for term in terms)
        case Text(expression):
            return _expression(expression)


def _inside(node: Node, *, in_all: bool = False) -> str:
    compound = isinstance(node, All | Any) or (
        isinstance(node, Text)
        and not node.subject
        and isinstance(node.expression, Either if in_all else Either | Every)
    )
    return f"({unparse(node)})" if compound else unparse(node)


def _expression(expression: Expression) -> str:
    match expression:
        case Term(tokens, prefix):
            phrase = tokens[0] if len(tokens) == 1 else f'"{" ".join(tokens)}"'
            return phrase + "*" * prefix
        case Every(parts):
            return " ".join(f"({_expression(p)})" if isinstance(p, Either) else _expression(p) for p in parts)
        case Either(parts):
            return " OR ".join(f"({_expression(p)})" if isinstance(p, Every) else _expression(p) for p in parts)


def _value(value: Value) -> str:
    if value.op == "..":
        return value.text
    if _SAFE.fullmatch(value.text):
        return value.op + value.text
    escaped = value.text.replace("\\", "\\\\").replace('"', '\\"')
    return f'{value.op}"{escaped}"'

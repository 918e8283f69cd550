"""Plain values as YAML that people like to read: texts of several lines as blocks, quotes where there is need."""

from typing import Any, Final

import yaml

_MISTAKEN: Final = ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
"""What older readers of YAML take a plain `on` or 2026-12-24 for; those of today do not, and a desk file's does not."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


_Dumper.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag not in _MISTAKEN or letter in "tTfF"]
    for letter, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
}


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    lines = value.split("\n")
    # What ends lines elsewhere, and space at the ends of a block, is only safe in double quotes.
    safe = all(line.isprintable() for line in lines) and (len(lines) == 1 or value == value.strip())
    style = '"' if not safe else "|" if len(lines) > 1 else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _list(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.SequenceNode:
    """Words stay on their line."""
    short = all("\n" not in str(v) and len(str(v)) < 40 for v in value) and sum(len(str(v)) + 2 for v in value) < 90
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=short)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)


def written(value: dict[str, Any]) -> str:
    out: str = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return out

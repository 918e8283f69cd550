"""A vendor's own OpenAPI file as a judge: every request and answer of a fake is held to it.

    judge = Specification(shared / "specs" / "zendesk-support.yaml", zendesk_patches)
    judge.request("GET", "/api/v2/tickets/7", {}, None)

What the file does not say and the vendor's pages do is told by a patch, a function that changes the loaded file.
"""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import jsonschema
import yaml


class Judge(Protocol):
    def request(self, method: str, path: str, query: Mapping[str, str], body: Any) -> None: ...
    def answer(self, method: str, path: str, status: int, body: Any) -> None: ...


class Several:
    """Judges of one vendor, by what their paths begin with; of what is none of theirs nothing is said."""

    def __init__(self, judges: Mapping[str, Judge]) -> None:
        self._judges = judges

    def request(self, method: str, path: str, query: Mapping[str, str], body: Any) -> None:
        for judge in self._of(path):
            judge.request(method, path, query, body)

    def answer(self, method: str, path: str, status: int, body: Any) -> None:
        for judge in self._of(path):
            judge.answer(method, path, status, body)

    def _of(self, path: str) -> list[Judge]:
        return [judge for begins, judge in self._judges.items() if path.startswith(begins)][:1]


class Specification:
    def __init__(self, file: Path, patch: Callable[[dict[str, Any]], None], base: str = "") -> None:
        """*base*: what stands before the paths of the file."""
        self._base = base
        self._file = file
        self._patch = patch
        self._document = self._loaded()
        _nullable(self._document["components"])
        _nullable(self._document["paths"])
        self._paths = [
            (re.compile(re.sub(r"\{[^}]+\}", r"[^/]+", path) + "$"), path) for path in self._document["paths"]
        ]
        self._paths.sort(key=lambda pair: pair[1].count("{"))
        self._judges: dict[int, jsonschema.Draft202012Validator] = {}
        self._passed: set[tuple[int, str]] = set()
        """What was judged already, by its schema: a feed that rests tells the same many times."""
        self._known: dict[tuple[str, str], tuple[str, dict[str, Any]]] = {}

    def request(self, method: str, path: str, query: Mapping[str, str], body: Any) -> None:
        """Raises AssertionError, saying what the vendor would not take."""
        at, operation = self._operation(method, path)
        shared = self._document["paths"][at].get("parameters", [])
        known = [self._resolved(parameter) for parameter in (*shared, *operation.get("parameters", []))]
        names = {parameter["name"] for parameter in known if parameter["in"] == "query"}
        assert query.keys() <= names, f"{method} {at} knows no {sorted(query.keys() - names)}"
        needed = {parameter["name"] for parameter in known if parameter.get("required") and parameter["in"] == "query"}
        assert needed <= query.keys(), f"{method} {at} needs {sorted(needed - query.keys())}"
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if body is not None and content is not None:
            self._judge(content["schema"], body, f"the request {method} {at}")

    def answer(self, method: str, path: str, status: int, body: Any) -> None:
        at, operation = self._operation(method, path)
        told = operation["responses"].get(str(status))
        if told is None:
            assert status >= 400, f"{method} {at} never answers {status}"
            return
        content = self._resolved(told).get("content", {}).get("application/json")
        if content is not None and status < 300:
            self._judge(content["schema"], body, f"the answer to {method} {at}")

    def write(self, to: Path) -> None:
        """The file as it is judged by, for another judge: JSON, with whole paths and without the vendor's hosts."""
        document = self._loaded()
        for path, told in document["paths"].items():
            for node in (told, *(one for one in told.values() if isinstance(one, dict))):
                if "parameters" in node:  # some files ask for a part of the path that the path does not have
                    node["parameters"] = [one for one in node["parameters"] if self._stands(one, path)]
        document["paths"] = {f"{self._base}{path}": told for path, told in document["paths"].items()}
        document.pop("servers", None)
        to.write_text(json.dumps(document, default=str))

    def _stands(self, parameter: dict[str, Any], path: str) -> bool:
        told = self._resolved(parameter)
        return told["in"] != "path" or f"{{{told['name']}}}" in path

    def _loaded(self) -> dict[str, Any]:
        text = self._file.read_bytes()
        document: dict[str, Any]
        document = json.loads(text) if self._file.suffix == ".json" else yaml.load(text, Loader=yaml.CSafeLoader)
        self._patch(document)
        return document

    def _operation(self, method: str, path: str) -> tuple[str, dict[str, Any]]:
        if (method, path) not in self._known:
            self._known[method, path] = self._found(method, path)
        return self._known[method, path]

    def _found(self, method: str, path: str) -> tuple[str, dict[str, Any]]:
        path = path.removeprefix(self._base)
        for pattern, at in self._paths:
            if pattern.match(path) and method.lower() in self._document["paths"][at]:
                return at, self._document["paths"][at][method.lower()]
        raise AssertionError(f"there is no {method} {path}")

    def _judge(self, schema: dict[str, Any], body: Any, what: str) -> None:
        seen = id(schema), json.dumps(body)
        if seen in self._passed:
            return
        judge = self._judges.get(id(schema))
        if judge is None:
            whole = {**schema, "components": self._document["components"]}
            judge = self._judges[id(schema)] = jsonschema.Draft202012Validator(whole)
        wrong = next(judge.iter_errors(body), None)
        assert wrong is None, f"{what}: {wrong.json_path} {wrong.message[:200]}"
        self._passed.add(seen)

    def _resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            found: Any = self._document
            for part in node["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            node = found
        return node


def _nullable(node: Any) -> None:
    """`nullable` of OpenAPI 3.0 as JSON Schema has it."""
    if isinstance(node, list):
        for one in node:
            _nullable(one)
    elif isinstance(node, dict):
        if node.get("nullable") is True and isinstance(node.get("type"), str):
            node["type"] = [node["type"], "null"]
            if isinstance(node.get("enum"), list):
                node["enum"] = [*node["enum"], None]
        for one in node.values():
            _nullable(one)

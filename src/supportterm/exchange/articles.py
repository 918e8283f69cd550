"""Articles from a folder of Markdown files with front matter, and back into one."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from supportterm.core.readers import visibility_of
from supportterm.core.refusal import Refused
from supportterm.core.terms import ARTICLE_STATES
from supportterm.exchange.charsets import guess

if TYPE_CHECKING:
    from supportterm.core.nouns import Article
    from supportterm.desk import Desk

MAX_ARTICLE: Final = 4 << 20
MAX_FRONT_MATTER: Final = 65_536
PAGE: Final = 100
"""Articles that go in with one change."""
_ENDINGS: Final = (".md", ".markdown", ".mdown")
_FRONT_MATTER: Final = re.compile(r"\A﻿?---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_HEADING: Final = re.compile(r"^#{1,2}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)


class ArticleReport(msgspec.Struct):
    """What an import of articles did."""

    new: int = 0
    changed: int = 0
    known: int = 0
    bad: list[tuple[str, str]] = msgspec.field(default_factory=list)

    @property
    def words(self) -> str:
        """One sentence for people."""
        bad = f"; {len(self.bad):,} with something that could not be read" if self.bad else ""
        return f"{self.new:,} articles imported, {self.changed:,} changed, {self.known:,} as they were{bad}"


class Parsed(msgspec.Struct, frozen=True):
    """An article as a file says it."""

    title: str
    body: str
    slug: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    visibility: str = "public"
    state: str = "published"
    notice: str = ""
    """What of the front matter could not be read."""


def import_articles(desk: "Desk", folder: str | Path) -> ArticleReport:
    """Bring every Markdown file below *folder* into the knowledge base; those that changed get a new version.

    An article's slug is its front matter's, else its file's name. Raises Refused when there is no such file.
    """
    root = Path(folder).expanduser()
    paths = [root] if root.is_file() else _files(root)
    if not paths:
        raise Refused(f"there is no Markdown file (.md) below {root}")
    base = root.parent if root.is_file() else root
    report = ArticleReport()
    changed: list[_Changed] = []
    for one in _changed(desk, paths, base, report):
        changed.append(one)
        if len(changed) >= PAGE or sum(len(c.given["body"]) for c in changed) >= MAX_ARTICLE:
            _put(desk, report, changed)
            changed.clear()
    _put(desk, report, changed)
    return report


def export_articles(desk: "Desk", folder: str | Path, text: str = "", limit: int = 100_000) -> int:
    """Write articles as `SLUG.md` with front matter into *folder*; how many."""
    from supportterm.exchange.files import writing

    root = Path(folder).expanduser()
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"{root} can't be made: {error.strerror or error}") from error
    articles = desk.articles(text, limit=limit)
    for article in articles:
        with writing(root / f"{slug_of(article.slug)}.md") as file:
            file.write(as_markdown(article).encode("utf-8", "replace"))
    return len(articles)


def parse(text: str, name: str = "") -> Parsed:
    """An article from the text of a file called *name*. Never raises: what can't be read is told in `notice`."""
    found = _FRONT_MATTER.match(text)
    notice = ""
    meta: dict[str, Any] = {}
    body = text.lstrip("﻿")
    if found:
        body = text[found.end() :]
        meta, notice = _front_matter(found[1])
    body = body.replace("\r\n", "\n").strip("\n")
    heading = _HEADING.search(body)
    visibility, wrong = _visibility(meta.get("visibility"))
    if notice and not _one(meta.get("visibility")):  # for whom it is may stand in what was not read
        visibility, notice = "internal", f"{notice}; it is internal now"
    title = _one(meta.get("title")) or (heading[1].strip() if heading else "") or name.replace("-", " ").strip()
    return Parsed(
        title=title[:300] or "untitled",
        body=body,
        slug=slug_of(_one(meta.get("slug"))),
        section=_one(meta.get("section") or meta.get("category"))[:100],
        tags=_tags(meta.get("tags") or meta.get("keywords")),
        visibility=visibility,
        state=_state(meta),
        notice=notice or wrong,
    )


def _visibility(value: object) -> tuple[str, str]:
    """For whom an article is, and what could not be read of it: then it is for nobody outside."""
    words = value if isinstance(value, list) else str(value or "").split(",")
    if not any(str(word).strip() for word in words):
        return "public", ""
    try:
        return visibility_of(map(str, words)), ""
    except ValueError as error:
        return "internal", f"{error}; it is internal now"


def _state(meta: dict[str, Any]) -> str:
    said = _one(meta.get("state")).lower()
    return "draft" if meta.get("draft") is True else said if said in ARTICLE_STATES else "published"


def as_markdown(article: "Article") -> str:
    """The text of a file that `parse` reads as this article."""
    import yaml

    meta = {"title": article.title, "slug": article.slug, "section": article.section, "tags": list(article.tags)}
    seen = article.visibility.split(",")
    meta |= {"visibility": seen if len(seen) > 1 else seen[0], "state": article.state}
    head = yaml.safe_dump({k: v for k, v in meta.items() if v}, allow_unicode=True, sort_keys=False, width=1_000)
    return f"---\n{head}---\n\n{article.body}\n"


def slug_of(name: str) -> str:
    """Letters, digits and dashes in lower case."""
    return re.sub(r"[^\w]+|_+", "-", name.lower()).strip("-")[:100].strip("-")


class _Changed(NamedTuple):
    where: str
    given: dict[str, Any]
    """What `Desk.put_article` takes."""


def _changed(desk: "Desk", paths: list[Path], base: Path, report: ArticleReport) -> Iterator[_Changed]:
    """Articles that are not on the desk as their file says them."""
    taken: set[str] = set()
    for path in paths:
        where = str(path.relative_to(base))
        try:
            if path.stat().st_size > MAX_ARTICLE:
                raise Refused(f"larger than {MAX_ARTICLE >> 20} MiB")
            article = parse(guess(path.read_bytes()), path.stem)
        except OSError as error:
            report.bad.append((where, f"can't be read: {error.strerror or error}"))
            continue
        except Refused as refused:
            report.bad.append((where, str(refused)))
            continue
        if article.notice:
            report.bad.append((where, article.notice))
        slug = _free(article.slug or slug_of(path.stem), path, base, taken)
        known = _known(desk, slug)
        given = {
            "title": article.title, "body": article.body, "tags": article.tags, "visibility": article.visibility,
            "state": article.state, "section": article.section or (path.parent.name if path.parent != base else ""),
        }  # fmt: skip
        if known and all(getattr(known, field) == value for field, value in given.items()):
            report.known += 1
        else:
            yield _Changed(where, {**given, "slug": slug, "id": known.id if known else None})


def _known(desk: "Desk", slug: str) -> "Article | None":
    try:
        return desk.article(slug)
    except Refused:
        return None


def _put(desk: "Desk", report: ArticleReport, changed: list[_Changed]) -> None:
    """All of them in one change; what is refused is told and the rest goes in."""
    if not changed:
        return
    new, old = 0, 0
    with desk.together():
        for where, given in changed:
            try:
                desk.put_article(**given)
            except Refused as refused:
                report.bad.append((where, str(refused)))
            else:
                new, old = (new + 1, old) if given["id"] is None else (new, old + 1)
    report.new += new
    report.changed += old


def _files(root: Path) -> list[Path]:
    return sorted(
        Path(here, name)
        for here, inside, names in os.walk(root)
        for name in names
        if name.lower().endswith(_ENDINGS) and not name.startswith(".")
    )


def _free(slug: str, path: Path, base: Path, taken: set[str]) -> str:
    """*slug*, told apart by its folders when another file of this import has it."""
    if slug in taken or not slug:
        slug = slug_of("-".join((*path.relative_to(base).parts[:-1], path.stem))) or "article"
    candidate, number = slug, 1
    while candidate in taken:
        number += 1
        candidate = f"{slug}-{number}"
    taken.add(candidate)
    return candidate


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The values of YAML front matter, and what was wrong. Aliases are refused: they can grow without end."""
    import yaml

    class Plain(yaml.SafeLoader):
        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                raise yaml.YAMLError("aliases (*name) are not taken")
            return super().compose_node(parent, index)

    if len(text) > MAX_FRONT_MATTER:
        return _plainly(text), "its front matter is too long; only its plain lines were read"
    try:
        meta = yaml.load(text, Plain)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return _plainly(text), f"its front matter is no YAML ({_reason(error)}); only its plain lines were read"
    return (meta, "") if isinstance(meta, dict) else ({}, "")


def _reason(error: Exception) -> str:
    """What is wrong, and in which line of the file: the front matter begins in its second."""
    problem, mark = getattr(error, "problem", None) or str(error), getattr(error, "problem_mark", None)
    said = " ".join(problem.split())[:120].replace("'<stream end>'", "its end")
    return f"line {mark.line + 2}: {said}" if mark is not None else said


def _plainly(text: str) -> dict[str, Any]:
    """`name: value` lines of what is no YAML."""
    found = re.findall(r"^([A-Za-z][\w.-]{0,40}):[ \t]*([^\n]{0,500})$", text[:MAX_FRONT_MATTER], re.MULTILINE)
    return {name: value.strip().strip("\"'") for name, value in found}


def _one(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return "" if value is None else " ".join(str(value).split())


def _tags(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else re.split(r"[,;]", value) if isinstance(value, str) else []
    words = (re.sub(r"\s+", "-", str(v).strip().lower())[:60] for v in values if not isinstance(v, dict | list))
    return tuple(sorted({w for w in words if w}))

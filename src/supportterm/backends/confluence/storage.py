"""Confluence's storage format: HTML with elements of its own, read as Markdown and written from it."""

from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, Final

from supportterm.exchange.html_markdown import Dialect, Writer, escaped
from supportterm.exchange.html_tree import Node
from supportterm.exchange.web_page import renderer

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_CODE: Final = ("code", "noformat")
_IN_LINES: Final = ("status", "anchor", "jira")
"""Macros that stand within a line."""
_HOLDERS: Final = ("ac:layout", "ac:layout-section", "ac:layout-cell")


class Storage(Dialect):
    def inside(self, node: Node) -> list[Node] | None:
        if node.tag in _HOLDERS:
            return node.children
        body = _child(node, "ac:rich-text-body") if node.tag == "ac:structured-macro" else None
        return body.children if body is not None else super().inside(node)

    def stands(self, node: Node) -> bool:
        if node.tag == "ac:structured-macro":
            return node.attributes.get("ac:name") not in _IN_LINES
        return node.tag in ("ac:task-list", "ac:image", *_HOLDERS) or super().stands(node)

    def said(self, writer: Writer, node: Node) -> str | None:
        match node.tag:
            case "ac:structured-macro":
                return _macro(writer, node)
            case "ac:image":
                return _picture(writer, node)
            case "ac:link":
                writer.lost.add("a link to another page")
                return escaped(_link_words(node))
            case "ac:emoticon":
                return node.attributes.get("ac:emoji-fallback", "")
            case "ac:task-list":
                writer.lost.add("tasks")
                return "\n".join(_task(writer, one) for one in node.children if one.tag == "ac:task")
            case "ac:inline-comment-marker":
                writer.lost.add("a comment on some words")
                return writer.inline(node.children)
            case "time":
                writer.lost.add("a date")
                return escaped(node.attributes.get("datetime", ""))
            case "ac:parameter" | "ac:placeholder":
                return ""
        return None


def written(text: str) -> str:
    """Markdown as storage format. HTML in it is text."""
    rendered: str = _renderer().render(text)
    return rendered.strip()


def _macro(writer: Writer, node: Node) -> str:
    name = node.attributes.get("ac:name", "")
    if name in _CODE:
        body, language = _child(node, "ac:plain-text-body"), _parameter(node, "language")
        return writer.fence(body.words() if body is not None else "", language)
    writer.lost.add(f"the macro {name}")
    rich = _child(node, "ac:rich-text-body")
    if rich is not None:
        return writer.blocks(rich.children)
    return escaped(_parameter(node, "title")) if name == "status" else ""


def _picture(writer: Writer, node: Node) -> str:
    where = node.find("ri:url")
    words = escaped(node.attributes.get("ac:alt", ""))
    if where is not None and (target := writer.target(where.attributes.get("ri:value", ""))):
        return f"![{words}]({target})"
    writer.lost.add("a picture")
    file = node.find("ri:attachment")
    return words or escaped(f"(picture: {file.attributes.get('ri:filename', '')})" if file is not None else "(picture)")


def _link_words(node: Node) -> str:
    said = node.words().strip()
    if said:
        return said
    page, file = node.find("ri:page"), node.find("ri:attachment")
    title = page.attributes.get("ri:content-title", "") if page is not None else ""
    return title or (file.attributes.get("ri:filename", "") if file is not None else "")


def _task(writer: Writer, node: Node) -> str:
    status, body = _child(node, "ac:task-status"), _child(node, "ac:task-body")
    done = "x" if status is not None and status.words().strip() == "complete" else " "
    return f"- [{done}] {writer.inline(body.children).strip() if body is not None else ''}"


def _child(node: Node, tag: str) -> Node | None:
    return next((child for child in node.children if child.tag == tag), None)


def _parameter(node: Node, name: str) -> str:
    found = (c for c in node.children if c.tag == "ac:parameter" and c.attributes.get("ac:name") == name)
    return next((child.words().strip() for child in found), "")


@cache
def _renderer() -> "MarkdownIt":
    made = renderer()
    made.add_render_rule("fence", _fence)
    made.add_render_rule("code_block", _fence)
    made.add_render_rule("image", _image)
    return made


def _fence(renderer: Any, tokens: Any, place: int, options: Any, env: Any) -> str:
    token = tokens[place]
    language = token.info.strip().split(maxsplit=1)[0] if token.info.strip() else ""
    told = f'<ac:parameter ac:name="language">{escape(language)}</ac:parameter>' if language else ""
    code = token.content.removesuffix("\n").replace("]]>", "]]]]><![CDATA[>")
    body = f"<ac:plain-text-body><![CDATA[{code}]]></ac:plain-text-body>"
    return f'<ac:structured-macro ac:name="code">{told}{body}</ac:structured-macro>'


def _image(renderer: Any, tokens: Any, place: int, options: Any, env: Any) -> str:
    token = tokens[place]
    where = escape(str(token.attrGet("src") or ""))
    return f'<ac:image ac:alt="{escape(token.content)}"><ri:url ri:value="{where}" /></ac:image>'

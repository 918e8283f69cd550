"""The help centre: articles by section, tag and search, each with the question whether it helped."""

from functools import lru_cache
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from supportterm.core.nouns import Article
from supportterm.core.readers import ANYBODY, Reader
from supportterm.gateway import context, forms, session
from supportterm.gateway.guarding import policy
from supportterm.gateway.markdown import article_html
from supportterm.gateway.pages import page
from supportterm.gateway.rates import READ, SEARCH, WRITE
from supportterm.gateway.site import Site

RESULTS: Final = 20
WHILE_TYPING: Final = 8
NEWEST: Final = 6
PAGE: Final = 100
LONGEST: Final = 200
"""Characters of a search; what comes after is not looked for."""
_PICTURES: Final = {"content-security-policy": policy(img_src="'self' data: https:")}
"""Pictures of articles may lie elsewhere: who writes articles works here."""


async def home(request: Request) -> Response:
    gateway = context.of(request)
    gateway.allow(request, READ)
    reader = await _reader(request)
    sections = await gateway.do(gateway.portal.sections, reader)
    newest = await gateway.do(gateway.portal.newest, NEWEST, reader)
    return page(request, "home.html", sections=sections, newest=newest, words="")


async def search(request: Request) -> Response:
    """A page of results; only the list of them for the script that asks while somebody types."""
    gateway = context.of(request)
    gateway.allow(request, SEARCH)
    words = request.query_params.get("q", "")[:LONGEST].strip()
    typing = "typing" in request.query_params
    most = WHILE_TYPING if typing else RESULTS
    found = await gateway.do(gateway.portal.search, words, most, await _reader(request))
    if words and not found and not typing:
        await gateway.do(gateway.portal.miss, words)
    return page(request, "results.html" if typing else "search.html", words=words, found=found, most=most)


async def browse(request: Request) -> Response:
    """The articles of a section, or with a tag, a page at a time."""
    gateway = context.of(request)
    gateway.allow(request, READ)
    asked = request.query_params
    section, tag = asked.get("section"), asked.get("tag")
    number = asked.get("after", "")
    after = (asked.get("title", ""), int(number) if number.isdecimal() and len(number) < 19 else 0)
    reader = await _reader(request)
    found = await gateway.do(gateway.portal.articles, reader, section=section, tag=tag, after=after, limit=PAGE + 1)
    if not found and not number:
        return missing(request)
    return page(
        request, "browse.html", section=section, tag=tag, found=found[:PAGE], more=len(found) > PAGE, words=""
    )  # fmt: skip


async def article(request: Request) -> Response:
    gateway = context.of(request)
    gateway.allow(request, READ)
    found = await gateway.do(gateway.portal.article, request.path_params["slug"], await _reader(request))
    if found is None:
        return missing(request)
    body = await gateway.do(_rendered, gateway.site, found)
    thanks = request.query_params.get("thanks", "")
    return page(
        request, "article.html", form="vote", headers=_PICTURES, article=found, body=body, thanks=thanks, words=""
    )  # fmt: skip


async def vote(request: Request) -> Response:
    """Whether it helped; once for each browser."""
    gateway = context.of(request)
    gateway.allow(request, WRITE)
    form = await forms.sent(gateway, request, "vote")
    found = await gateway.do(gateway.portal.article, request.path_params["slug"], await _reader(request))
    if found is None:
        return missing(request)
    helped = forms.text(form, "helped") == "yes"
    await gateway.do(gateway.portal.vote, found.id, forms.visitor(request).encode(), helped)
    thanks = "yes" if helped else "no"
    return RedirectResponse(gateway.site.path("articles", found.slug, thanks=thanks) + "#helped", 303)


def missing(request: Request) -> Response:
    """One answer for what there is not and for what is not for who asks."""
    return page(request, "missing.html", status=404, words="")


async def _reader(request: Request) -> Reader:
    """Who reads: some articles are for customers of a segment, who came by a link that was mailed to them."""
    who = await session.who(request)
    return await context.of(request).do(context.of(request).portal.reader, who) if who is not None else ANYBODY


@lru_cache(maxsize=256)
def _rendered(site: Site, article: Article) -> str:
    return article_html(article.body, title=article.title, where=lambda slug: site.path("articles", slug))


ROUTES: Final = [
    Route("/", home),
    Route("/search", search),
    Route("/browse", browse),
    Route("/articles/{slug}", article),
    Route("/articles/{slug}/vote", vote, methods=["POST"]),
]

"""A visitor of the customers' side, as their browser asks."""

import re

import httpx

from supportterm.core.remote import Say
from supportterm.desk import Desk
from supportterm.gateway.app import application
from supportterm.gateway.context import Gateway

MAIL = {
    "name": "mail", "title": "Mail", "backend": "mail", "can": ["reply", "forward", "files"], "settings": {},
}  # fmt: skip
"""A connection by which a desk's mail would leave."""


def sent_letters(desk: Desk) -> list[Say]:
    """What the keeper would send now, as it is when it is sent."""
    replica, found = desk.replica("mail"), []
    while (claimed := replica.claim("fence")) is not None:
        assert isinstance(claimed[1], Say)
        found.append(claimed[1])
    return found


def link_in(letter: Say) -> str:
    found = re.search(r"<(https?://[^>]+)>", letter.body)
    assert found is not None
    return found[1]


class Browser(httpx.AsyncClient):
    """One visitor with their cookies, at one address."""

    def __init__(self, gateway: Gateway, address: str = "192.0.2.7") -> None:
        transport = httpx.ASGITransport(application(gateway), client=(address, 50_000))
        super().__init__(transport=transport, base_url=gateway.site.base, follow_redirects=True)

    async def submit(self, path: str, to: str, files: object = None, **fields: str) -> httpx.Response:
        """What the form on the page *path* sends, filled in with *fields*."""
        page = await self.get(path)
        found = re.search(r'name="pass" value="([^"]+)"', page.text)
        assert found, page.text
        return await self.post(to, data={"pass": found[1], **fields}, files=files)  # type: ignore[arg-type]

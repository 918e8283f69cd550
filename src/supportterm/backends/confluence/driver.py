"""What `connect confluence` asks for, and the way to a connection. Free of the network until one is opened."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from supportterm.backends.protocol import Capabilities, Proof, Setting

if TYPE_CHECKING:
    from supportterm.backends.confluence.backend import Confluence

MOST: Final = Capabilities(
    feed="none", tickets=False, articles="write", guard="atomic", marker="stored", settle=60.0, poll=300.0
)
"""What was written is found again by what a page says: there is one page of a title in a space."""
SETTINGS: Final = (
    Setting("url", "Where is it?", place=True, help="The address in the browser, like https://acme.atlassian.net"),
    Setting("email", "Whose API token is it?", help="The address of the account"),
    Setting("spaces", "Which spaces?", required=False, help="Keys with commas between, like KB,FAQ; empty: all. New "
            "articles go into the first"),
    Setting("readers", "Who may read these articles?", default="internal", choices=("internal", "public"),
            help="public: customers too, as far as articles of this desk are shown to them"),
    Setting("poll", "How many seconds between looks for changes?", default="300", required=False, ask=False),
    Setting("ca_file", "A certificate authority of your own?", required=False, ask=False, help="Path of a PEM file"),
)  # fmt: skip


class ConfluenceDriver:
    name: str = "confluence"
    title: str = "Confluence"
    capabilities: Capabilities = MOST
    proof: Mapping[str, Proof] = dict.fromkeys(("articles", "guard", "marker"), "specification")
    """That a stale version is refused with 409 is only read: the vendor's file does not say with what."""
    settings: tuple[Setting, ...] = SETTINGS
    secret: str = "API token"

    def open(self, settings: Mapping[str, str], secret: Callable[[], str]) -> "Confluence":
        """Raises Invalid, naming the setting."""
        from supportterm.backends.confluence.backend import Confluence

        return Confluence(settings, secret)


CONFLUENCE: Final = ConfluenceDriver()

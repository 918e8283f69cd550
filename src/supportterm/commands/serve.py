"""`serve`: the customers' side, in the foreground."""

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import Count, Line
from supportterm.commands.registry import SHELL, command
from supportterm.core.refusal import Refused


@command(
    "serve",
    faces=(SHELL,),
    group="desk",
    examples=("serve", "serve --port 8080 --base-url https://help.example.org"),
)
def serve(
    call: Call, *, host: Line = "127.0.0.1", port: Count = 8025, base_url: Line = "", proxies: Line = "127.0.0.1"
) -> Outcome:
    """Serve the customers' side, here, until told to end: help centre, requests, chat, surveys.

    It listens on this machine alone, for a proxy in front of it that speaks TLS. `--base-url` is the address that
    customers see; it is kept in the desk, since mails name it, and they have no links before. `--proxies` are the
    addresses whose word is taken for who asks, with commas between.
    """
    try:
        from supportterm.gateway.serving import serve as answer
        from supportterm.gateway.site import Site
        from supportterm.gateway.site import base_url as checked
    except ImportError as missing:
        raise Refused(f"{missing.name} is not installed: `pip install 'supportterm[gateway]'` brings it") from None
    from supportterm.commands.leaving import let_it_happen
    from supportterm.commands.signatures import Signatures
    from supportterm.sync.lock import using

    if not 0 < port < 65_536:
        raise Refused(f"there is no port {port}")
    desk = call.desk
    if desk.read_only:
        raise Refused("; ".join(desk.notices) or "this desk can't be written")
    here = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    given = checked(base_url) if base_url else desk.portal.address
    if given:
        desk.portal.keep_address(given)
    where = (
        f"{given} is served at {here}" if given else f"served at {here}; mails have no links before --base-url is said"
    )
    if desk.name == desk.path.stem:
        where += f"\ncustomers read {desk.name!r} as its name; `name:` in its desk file (`desk export`) changes it"
    try:
        with using(desk.path):
            answer(
                desk, Site(given or here), host, port, proxies,
                ready=lambda: print(where, flush=True),
                leave=lambda: let_it_happen(call, look=False),
                secret=Signatures(desk.id),
            )  # fmt: skip
    except OSError as error:
        raise Refused(f"{here} can't be had: {error.strerror or error}") from None
    return Outcome()

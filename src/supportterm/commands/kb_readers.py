"""`kb missed` and `kb votes`: what readers of the help centre make of it."""

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import Count
from supportterm.commands.registry import command


@command("kb missed", group="knowledge", examples=("kb missed", "kb missed --json | jq -r .words"))
def missed(call: Call, *, limit: Count = 50) -> Outcome:
    """List what readers searched for and did not find, most often first."""
    found = call.desk.portal.missed(limit)
    return Outcome(
        records=[one._asdict() for one in found],
        lines=[f"{one.times:>6}  {one.words}" for one in found] or ["nobody has searched in vain yet"],
    )


@command("kb votes", group="knowledge", examples=("kb votes",))
def votes(call: Call, *, limit: Count = 50) -> Outcome:
    """List how many readers an article helped and how many it did not, the least helpful first."""
    found = call.desk.portal.votes(limit)
    return Outcome(
        records=[
            {"slug": one.entry.slug, "title": one.entry.title, "helped": one.helped, "failed": one.failed}
            for one in found
        ],
        lines=[f"{one.failed:>5} no {one.helped:>5} yes  {one.entry.slug}" for one in found]
        or ["no reader has said yet whether an article helped"],
    )

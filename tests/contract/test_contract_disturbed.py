"""What a backend promises where answers are lost, somebody is quicker, much is to be read or a file lies elsewhere."""

from collections.abc import Callable
from typing import Any, Final

import pytest
from counterpart import Disturbed
from msgspec.structs import replace
from promises import content, fields, messages, now, settable

from supportterm.backends import errors
from supportterm.core.remote import MergeTickets, OpenTicket, RemotePerson, Say, TicketSeen
from supportterm.core.terms import Role, Status
from whole_feed import everything, marker

PLAIN: Final = {"accept", "accept-encoding", "connection", "host", "user-agent"}
"""Headers that say nothing of who asks for whom."""


@pytest.mark.parametrize("kind", ["reply", "note", "open_tickets", "fields", "merge"])
def test_a_lost_answer_is_unknown_and_what_was_done_is_found(
    disturbed: Disturbed, backend: Any, needs: Callable[[str], None], kind: str
) -> None:
    can = disturbed.capabilities
    if not getattr(can, kind):
        pytest.skip(f"{disturbed.name} has no {kind}")
    key, other = disturbed.open("Lost", "hello"), disturbed.open("Other", "hello")

    def step(key: str) -> Any:
        match kind:
            case "open_tickets":
                return OpenTicket(marker(), "Lost", RemotePerson("", "Bo", "bo@acme.test"), "once")
            case "fields":
                name, value, _ = settable(can)
                return fields(backend, key, **{name: value})
            case "merge":
                return MergeTickets(marker(), key, other)
        return Say(marker(), key, Role.REPLY if kind == "reply" else Role.NOTE, "once")

    asked = step(key)
    with disturbed.losing(), pytest.raises(errors.Uncertain):
        backend.write(asked)
    if can.marker == "none" and kind not in ("fields", "merge"):
        return  # a person is asked
    found = backend.find(asked)
    assert found is not None and found.key
    if kind != "merge":
        assert backend.find(step(other)) is None


def test_what_failed_on_the_way_is_unknown_and_when_it_is_sent_again_only_the_rest_is_done(
    disturbed: Disturbed, backend: Any
) -> None:
    can = disturbed.capabilities
    if not can.fields:
        pytest.skip(f"{disturbed.name} sets no fields")
    key = disturbed.open("Half", "hello")
    known = "assignee" in can.fields
    field, value = ("assignee", "ann") if known else settable(can)[:2]
    step = fields(backend, key, **{field: value, "status": int(Status.SOLVED)})
    if can.tags != "none":
        step = replace(step, add=("vip",))
    with disturbed.failing(2) as written:
        try:
            backend.write(step)
        except errors.Uncertain:
            assert len(written) > 1
        else:
            assert len(written) == 1  # it is all one request there
    if len(written) > 1:
        assert backend.find(step) is None
        with disturbed.failing(100) as rest:
            backend.write(step)
        assert rest and written[0] not in rest
    assert backend.find(step) is not None
    assert now(backend, key).status == Status.SOLVED and now(backend, key).values()[field] == value


def test_more_of_one_moment_than_a_page_holds_are_all_told(disturbed: Disturbed, backend: Any) -> None:
    keys = {disturbed.open(f"Many {n}", "hello") for n in range(70)}
    disturbed.together()
    assert {item.ticket.key for item in everything(backend)[0] if isinstance(item, TicketSeen)} == keys


def test_a_pause_that_is_asked_for_is_told(disturbed: Disturbed, backend: Any) -> None:
    key = disturbed.open("Slowly", "hello")
    with disturbed.pausing(17), pytest.raises(errors.RateLimited) as caught:
        backend.write(Say(marker(), key, Role.REPLY, "hello"))
    assert caught.value.retry_after == 17.0


def test_who_comes_between_our_look_and_our_write_is_told(disturbed: Disturbed, backend: Any) -> None:
    if disturbed.capabilities.guard in ("looked", "none"):
        pytest.skip(f"{disturbed.name} can't tell")
    key = disturbed.open("Between", "hello")
    known = "assignee" in disturbed.capabilities.fields  # which every history tells
    field, ours, theirs = ("assignee", "ann", "bob") if known else settable(disturbed.capabilities)
    step = fields(backend, key, **{field: ours})
    disturbed.overtake(lambda: disturbed.set(key, field, theirs))
    with pytest.raises(errors.Conflict) as caught:
        backend.write(step)
    assert disturbed.capabilities.guard != "reread" or "bob" in str(caught.value)


def test_all_of_a_long_conversation_is_told(disturbed: Disturbed, backend: Any) -> None:
    key = disturbed.open("Long", "hello")
    for n in range(230):
        disturbed.customer(key, f"line {n}")
    told = [m.body for m in messages(everything(backend)[0], key).values()]
    assert told == ["hello", *(f"line {n}" for n in range(230))]
    assert [m.body for m in backend.fetch(key).messages] == told


def test_a_file_that_lies_at_another_host_comes_and_nothing_of_us_goes_there(
    disturbed: Disturbed, backend: Any, needs: Callable[[str], None]
) -> None:
    needs("files_down")
    key = disturbed.open("Elsewhere", "see there", {"scan.pdf": b"%PDF"})
    (file,) = [f for m in messages(everything(backend)[0], key).values() for f in m.files]
    asked = disturbed.elsewhere()
    assert content(backend, file.key) == b"%PDF"
    assert asked and all(headers.keys() <= PLAIN for headers in asked)


def test_of_a_file_whose_key_is_none_nothing_is_given(
    disturbed: Disturbed, backend: Any, needs: Callable[[str], None]
) -> None:
    needs("files_down")
    key = disturbed.open("A file", "see there", {"scan.pdf": b"%PDF"})
    (file,) = [f for m in messages(everything(backend)[0], key).values() for f in m.files]
    for strange in (f"{file.key}9", f"{key}-99", "99999", "..", "1-../x", f"{file.key}/../x"):
        with pytest.raises(errors.NotThere):
            content(backend, strange)

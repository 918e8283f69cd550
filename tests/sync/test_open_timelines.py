"""A timeline that is open follows what a remote edits, takes away and answers, message by message."""

from synced import Synced

from supportterm.core.remote import RemoteFile, RemoteMessage
from supportterm.core.terms import Role
from supportterm.core.writing import NewMessage
from supportterm.tui.panes.timeline import Timeline
from supportterm.tui.render.card import Setting


def shown(timeline: Timeline) -> str:
    return "\n".join(row.text for card in timeline.cards for row in (card.get(n) for n in range(card.height())) if row)


def opened(synced: Synced) -> Timeline:
    timeline = Timeline(synced.desk, 7, Setting(80, synced.now))
    timeline.open()
    return timeline


def is_as_a_fresh_one(timeline: Timeline, synced: Synced) -> bool:
    timeline.refresh(synced.now)
    return shown(timeline) == shown(opened(synced))


def test_an_edit_and_a_redaction_are_seen_where_the_message_stands(synced: Synced) -> None:
    timeline = opened(synced)
    synced.remote.hear("7", "and another thing")
    synced.remote.edit("7", 0, "help, card 4111")
    synced.run(10)
    assert is_as_a_fresh_one(timeline, synced) and "card 4111" in shown(timeline) and "edited" in shown(timeline)
    synced.remote.edit("7", 0, "", redacted=True)
    synced.run(10)
    assert is_as_a_fresh_one(timeline, synced) and "4111" not in shown(timeline) and "taken away" in shown(timeline)


def test_a_reply_is_followed_until_it_is_there(synced: Synced) -> None:
    timeline = opened(synced)
    synced.desk.write(7, NewMessage(Role.REPLY, "On it."))
    assert is_as_a_fresh_one(timeline, synced) and "takes it back" in shown(timeline)
    for _ in range(6):
        synced.run(5)
        assert is_as_a_fresh_one(timeline, synced)
    assert "sent" in shown(timeline)


def test_a_file_that_comes_after_its_message_is_seen_to_be_there(synced: Synced) -> None:
    timeline = opened(synced)
    files = tuple(RemoteFile(key, f"{key}.txt", "text/plain", 5) for key in ("f1", "f2"))
    synced.remote.said["7"].append(RemoteMessage("7.f", Role.CUSTOMER, "see files", 2_000_000, files=files))
    synced.remote.files.update({"f1": b"first", "f2": b"other"})
    synced.remote.unreadable.add("f2")
    synced.remote.put("7")
    synced.run(30)
    assert is_as_a_fresh_one(timeline, synced) and "not here yet" in shown(timeline)
    synced.remote.unreadable.clear()
    synced.run(3_700)
    assert is_as_a_fresh_one(timeline, synced) and "not here yet" not in shown(timeline)
